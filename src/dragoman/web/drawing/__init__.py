"""Pictures made on the server, as SVG; its looks are the style sheet's."""
