"""Packs one saved web page into a WARC file, as a crawler would have stored it.

    python scripts/pack_warc.py PAGE.html URL CRAWLED_AT OUT.warc.gz

CRAWLED_AT is a UTC time such as 2021-02-01T14:03:27Z. Needs warcio, from the dev extra.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def pack(page: Path, url: str, crawled_at: str, out: Path) -> None:
    """Writes a warcinfo record and one response record with `page` as its body."""
    body = page.read_bytes()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    with out.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        writer.write_record(writer.create_warcinfo_record(out.name, {"software": "warcio"}))
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=BytesIO(body),
                http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": crawled_at},
            )
        )


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    pack(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
