import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A loopback door that hands every byte on, in both directions, and keeps a copy: of HTTP, WebSocket and whatever else. */
export interface RecordingProxy {
  readonly url: string;
  /** Where connections go from now on. */
  leadTo(targetUrl: string): void;
  /** Everything that callers have sent. */
  asked(): Buffer;
  /** Everything that callers were answered: heads, bodies, frames. */
  answered(): Buffer;
  close(): Promise<void>;
}

/** Whoever starts it closes it, after what stands behind it. */
export async function startRecordingProxy(): Promise<RecordingProxy> {
  let target: URL | null = null;
  // By connection: chunks of two of them must not cut each other's text.
  const asked: Buffer[][] = [];
  const answered: Buffer[][] = [];
  const sockets = new Set<Socket>();

  const keep = (socket: Socket, other: Socket, copies: Buffer[][]): void => {
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
    keep(caller, upstream, asked);
    keep(upstream, caller, answered);
    return undefined;
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (targetUrl) => {
      target = new URL(targetUrl);
    },
    asked: () => Buffer.concat(asked.flat()),
    answered: () => Buffer.concat(answered.flat()),
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
