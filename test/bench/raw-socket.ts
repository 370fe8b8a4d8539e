import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** A graphql-transport-ws connection over a plain socket, so cheap that a client can have thousands. */
export interface RawSocket {
  send(message: object): void;
  close(): void;
}

const HEAD_END = '\r\n\r\n';
const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

/** A client frame. A mask of zeros is valid. */
function frame(opcode: number, payload: Buffer): Buffer {
  const isLong = payload.length > 125;
  const head = Buffer.alloc(isLong ? 8 : 6);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (isLong ? 126 : payload.length);
  if (isLong) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** The start and end of the payload of the frame at `offset`, or null while it is incomplete. */
function placeOf(bytes: Buffer, offset: number): { start: number; end: number } | null {
  const short = bytes[offset + 1];
  if (short === undefined) return null;
  if (short === 127) throw new Error('a frame is longer than a benchmark ever sends');
  const start = offset + (short === 126 ? 4 : 2);
  if (bytes.length < start) return null;
  const end = start + (short === 126 ? bytes.readUInt16BE(offset + 2) : short);
  return bytes.length < end ? null : { start, end };
}

/** Returns the incomplete rest. */
function readFrames(socket: Socket, bytes: Buffer, onText: (payload: Buffer) => void): Buffer {
  let offset = 0;
  for (let place = placeOf(bytes, offset); place !== null; place = placeOf(bytes, offset)) {
    const opcode = (bytes[offset] ?? 0) & 0xf;
    const payload = bytes.subarray(place.start, place.end);
    if (opcode === TEXT) onText(payload);
    if (opcode === PING) socket.write(frame(PONG, payload));
    if (opcode === CLOSE) throw new Error(`the server closed a socket: ${payload.toString('latin1', 2)}`);
    offset = place.end;
  }
  return bytes.subarray(offset);
}

/** Opens a socket. Resolves when it has been upgraded. `onText` receives every text message. */
export function openRawSocket(url: URL, onText: (payload: Buffer) => void): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    let isOpen = false;
    let rest: Buffer = Buffer.alloc(0);
    const opened: RawSocket = {
      send: (message) => {
        socket.write(frame(TEXT, Buffer.from(JSON.stringify(message))));
      },
      close: () => {
        socket.destroy();
      },
    };
    const read = (chunk: Buffer): void => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!isOpen) {
        const end = rest.indexOf(HEAD_END);
        if (end < 0) return;
        if (!rest.toString('latin1', 0, end).startsWith('HTTP/1.1 101 ')) throw new Error('no upgrade');
        isOpen = true;
        rest = rest.subarray(end + HEAD_END.length);
        resolve(opened);
      }
      rest = readFrames(socket, rest, onText);
    };
    socket.on('data', (chunk: Buffer) => {
      try {
        read(chunk);
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    socket.on('error', (error) => {
      if (!isOpen) reject(error);
      // A lost subscriber would make the numbers meaningless.
      else throw error;
    });
    const key = randomBytes(16).toString('base64');
    const lines = [
      `GET ${url.pathname} HTTP/1.1`,
      `host: ${url.host}`,
      ...['connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'],
      ...['sec-websocket-protocol: graphql-transport-ws', `sec-websocket-key: ${key}`],
    ];
    socket.write(`${lines.join('\r\n')}${HEAD_END}`);
  });
}
