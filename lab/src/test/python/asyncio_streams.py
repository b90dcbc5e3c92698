"""Coroutines on one loop: python3 asyncio_streams.py numbers"""

import asyncio
import signal
import sys

from rules import Session

writers = {}


async def serve(reader, writer):
    session = Session(sys.argv[1])
    writers[writer] = reader
    try:
        writer.write(session.greeting())
        while not session.over:
            data = await reader.read(65536)
            if not data:
                writer.write(session.ended())
                break
            writer.write(session.received(data))
            await writer.drain()
        writer.write_eof()
        while session.over and await reader.read(65536):
            pass  # a close with unread bytes would be a reset, and the last answer lost
    except OSError:
        pass  # the client has broken off
    finally:
        del writers[writer]
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    server.close()
    for reader in list(writers.values()):
        reader.feed_eof()
    while writers:
        await asyncio.sleep(0.01)


asyncio.run(main())
