"""Pictures made on the server, as SVG without styles of its own: its looks are the style sheet's."""
