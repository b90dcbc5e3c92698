"""The server that the guide converts to Java: python3 doubling.py"""

# region server
import asyncio

total = 0


async def handle(reader, writer):
    global total
    try:
        while line := await asyncio.wait_for(reader.readline(), 30):
            number = line.decode().strip()
            try:
                writer.write(f"{2 * int(number)}\n".encode())
                total += 1  # no await in between: nobody else runs
            except ValueError:
                writer.write(f'error: not an integer: "{number}"\n'.encode())
            await writer.drain()
    except (TimeoutError, OSError):
        pass  # silent for too long, or gone
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
# endregion
