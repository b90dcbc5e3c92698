"""An echo server on Python's asyncio: asyncio|uvloop protocol|streams PORT."""

import asyncio
import sys

BACKLOG = 4096
BUFFER = 64 * 1024


class Echo(asyncio.Protocol):
    """Callbacks; reads no more while its peer does not keep up."""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


async def echo(reader, writer):
    """Straight-line code."""
    try:
        while data := await reader.read(BUFFER):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass  # the peer is gone
    finally:
        writer.close()


async def serve(style, port):
    if style == "protocol":
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Echo, "127.0.0.1", port, backlog=BACKLOG)
    else:
        server = await asyncio.start_server(echo, "127.0.0.1", port, backlog=BACKLOG)
    await server.serve_forever()


def main():
    loop, style, port = sys.argv[1:]
    if loop == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(serve(style, int(port)))


if __name__ == "__main__":
    main()
