#!/usr/bin/env python3
"""stand-in.py PORT KUBECONFIG-SERVER TOKEN-FILE SELECTOR GRACE GOING=PORT:PID STAYING=PORT: plays kube-proxy and a kubelet for `make k8s-test`.

Connections to PORT go to two real processes in turn. When a pod of the namespace that SELECTOR names is deleted, GOING stands for it: it gets no new connections (unless abruptly), after GRACE seconds SIGTERM as after a preStop
sleep, and when the process has ended the pod's finalizer is taken away. With GRACE `abrupt` the process is killed at once and goes on getting connections: what a drain that is not graceful looks like.
"""
import asyncio
import json
import os
import signal
import ssl
import sys
import urllib.request

port, server, token_file, selector, grace, going, staying = sys.argv[1:8]
going_port, going_pid = (int(part) for part in going.split(":"))
staying_port = int(staying)
abrupt = grace == "abrupt"
backends = [going_port, staying_port]
turn = 0
unchecked = ssl.create_default_context()
unchecked.check_hostname = False
unchecked.verify_mode = ssl.CERT_NONE
pods = f"{server}/api/v1/namespaces/signalbox/pods"


def call(url, method="GET", body=None, kind="application/json"):
    with open(token_file) as token:
        headers = {"authorization": "Bearer " + token.read().strip(), "content-type": kind}
    request = urllib.request.Request(url, method=method, data=body, headers=headers)
    with urllib.request.urlopen(request, context=unchecked, timeout=10) as answer:
        return json.load(answer)


async def pipe(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        writer.transport.abort()
        return
    if writer.can_write_eof():
        writer.write_eof()


async def serve(reader, writer):
    global turn
    turn += 1
    try:
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", backends[turn % len(backends)])
    except OSError:
        writer.transport.abort()
        return
    await asyncio.gather(pipe(reader, up_writer), pipe(up_reader, writer), return_exceptions=True)
    for one in (up_writer, writer):
        one.close()


def runs(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def kubelet():
    while True:
        listed = await asyncio.to_thread(call, f"{pods}?labelSelector={selector}")
        ending = [pod["metadata"]["name"] for pod in listed["items"] if "deletionTimestamp" in pod["metadata"]]
        if ending:
            break
        await asyncio.sleep(0.1)
    if abrupt:
        os.kill(going_pid, signal.SIGKILL)
        await asyncio.sleep(3)
    else:
        backends.remove(going_port)
        await asyncio.sleep(float(grace))
        os.kill(going_pid, signal.SIGTERM)
    while runs(going_pid):
        await asyncio.sleep(0.1)
    free = b'{"metadata":{"finalizers":null}}'
    await asyncio.to_thread(call, f"{pods}/{ending[0]}", "PATCH", free, "application/merge-patch+json")


async def main():
    await asyncio.start_server(serve, "127.0.0.1", int(port))
    await kubelet()
    await asyncio.Event().wait()


asyncio.run(main())
