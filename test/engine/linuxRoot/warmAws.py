"""The AWS CLI, many times over, from one process that has loaded it: its start costs a second of a processor.

warmAws.py serve SOCKET             goes on until nobody has asked for ten minutes, or its socket's file is gone
warmAws.py call SOCKET [ARGUMENT]...  is one call, as `aws` would do it, with this process's environment and output
"""
import array
import os
import signal
import socket
import sys
import traceback

IDLE_SECONDS = 600
LONGEST = 1 << 20


def call(path, arguments):
    environment = [f"{name}={value}" for name, value in os.environ.items()]
    message = "\0".join([str(len(arguments)), *arguments, *environment]).encode()
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(path)
    connection.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [1, 2]))])
    answer = connection.recv(1)
    return answer[0] if answer else 255


def run(connection):
    import threading

    import awscli.clidriver

    message, ancillary, _, _ = connection.recvmsg(LONGEST, socket.CMSG_SPACE(8))
    files = array.array("i", ancillary[0][2])
    count, *texts = message.decode().split("\0")
    arguments, environment = texts[: int(count)], texts[int(count) :]
    os.dup2(files[0], 1)
    os.dup2(files[1], 2)
    # Where its own files are, it has found out when it was loaded.
    own = os.environ["AWS_DATA_PATH"]
    os.environ.clear()
    os.environ.update(text.split("=", 1) for text in [f"AWS_DATA_PATH={own}", *environment])

    def end_with_the_caller():
        connection.recv(1)
        os._exit(1)

    threading.Thread(target=end_with_the_caller, daemon=True).start()
    code = awscli.clidriver.create_clidriver().main(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    connection.send(bytes([code & 255]))
    os._exit(0)


def serve(path):
    import awscli.clidriver  # noqa: F401 what takes the time

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(path)
    listener.listen(64)
    listener.settimeout(1)
    idle = 0
    while os.path.exists(path) and idle < IDLE_SECONDS:
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            idle += 1
            continue
        idle = 0
        if os.fork() == 0:
            listener.close()
            try:
                run(connection)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(255)
        connection.close()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        sys.exit(call(sys.argv[2], sys.argv[3:]))
