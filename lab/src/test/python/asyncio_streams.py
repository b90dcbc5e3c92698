"""Coroutines on one loop: python3 asyncio_streams.py numbers [IDLE_SECONDS]"""

import asyncio
import signal
import sys

from rules import IDLE, Session

clients = {}
stopping = asyncio.Event()


async def serve(reader, writer):
    session = clients[reader] = Session(sys.argv[1])
    try:
        writer.write(session.greeting())
        while not session.over and not (stopping.is_set() and not session.in_the_middle):
            data = await asyncio.wait_for(reader.read(65536), IDLE)
            if not data:
                writer.write(session.ended())
                break
            writer.write(session.received(data))
            await writer.drain()
        writer.write_eof()
        while session.over and await reader.read(65536):
            pass  # a close with unread bytes would be a reset, and the last answer lost
    except OSError:
        pass  # the client has broken off, or has been silent for too long
    finally:
        del clients[reader]
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    await stopping.wait()
    server.close()
    for reader, session in list(clients.items()):
        if not session.in_the_middle:
            reader.feed_eof()
    while clients:
        await asyncio.sleep(0.01)


asyncio.run(main())
