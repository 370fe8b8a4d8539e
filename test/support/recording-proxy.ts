import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A loopback TCP proxy that forwards every byte in both directions and records it. Works for any protocol. */
export interface RecordingProxy {
  readonly url: string;
  /** Sets where new connections go. */
  forwardTo(targetUrl: string): void;
  /** Everything that clients have sent. */
  requestBytes(): Buffer;
  /** Everything that clients have received: headers, bodies, frames. */
  responseBytes(): Buffer;
  close(): Promise<void>;
}

/** The caller closes it, after the server behind it. */
export async function startRecordingProxy(): Promise<RecordingProxy> {
  let target: URL | null = null;
  // By connection, so that chunks of two connections are not interleaved.
  const requests: Buffer[][] = [];
  const responses: Buffer[][] = [];
  const sockets = new Set<Socket>();

  const record = (socket: Socket, other: Socket, copies: Buffer[][]): void => {
    const copy: Buffer[] = [];
    copies.push(copy);
    sockets.add(socket);
    socket.on('data', (chunk: Buffer) => copy.push(chunk));
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
    socket.pipe(other);
  };
  const server = createServer((caller) => {
    if (target === null) return caller.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    record(caller, upstream, requests);
    record(upstream, caller, responses);
    return undefined;
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwardTo: (targetUrl) => {
      target = new URL(targetUrl);
    },
    requestBytes: () => Buffer.concat(requests.flat()),
    responseBytes: () => Buffer.concat(responses.flat()),
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
