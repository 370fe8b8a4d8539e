import type { FastifyReply } from 'fastify';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../control/faults.js';
import { documentationUrl, findError, statusOfType, defaultCode } from '../error-catalog.js';

/** A response before it is sent. */
export interface Outcome {
  status: number;
  body: string;
}

function codeForStatus(status: number): string {
  if (status === 429) return 'RATE_LIMIT';
  if (status === 503) return 'PLANNED_MAINTENANCE';
  return status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'INVALID_FIELD';
}

/** The code for the status, or for the error type when the fault names a different type. */
function codeFor({ status, errorType }: Fault): string {
  const code = status === undefined ? undefined : codeForStatus(status);
  if (errorType === undefined) return code ?? 'INVALID_FIELD';
  return code !== undefined && findError(code)?.type === errorType ? code : defaultCode(errorType);
}

/** True when the fault replaces the response instead of corrupting it. */
function replaces(fault: Fault): boolean {
  return (
    fault.status !== undefined ||
    fault.errorCode !== undefined ||
    fault.errorType !== undefined ||
    fault.body !== undefined
  );
}

/** True when the handler runs although the caller does not get its response intact. */
export function runsHandler(fault: Fault | undefined): boolean {
  return (
    fault === undefined ||
    fault.afterHandler === true ||
    (!replaces(fault) && fault.hang !== true && fault.reset !== true)
  );
}

/** The response of a fault: its body, or a Plaid error built from its status, type and code. */
export function faultOutcome(fault: Fault, requestId: string): Outcome {
  if (fault.body !== undefined) {
    return {
      status: fault.status ?? 200,
      body: typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body),
    };
  }
  const code = fault.errorCode ?? codeFor(fault);
  const definition = findError(code);
  const type = fault.errorType ?? definition?.type ?? 'API_ERROR';
  const status = fault.status ?? (definition?.type === type ? definition.status : statusOfType(type));
  const body = {
    error_type: type,
    error_code: code,
    error_message: 'this error was injected with /emulator/faults',
    display_message: definition?.display ?? null,
    documentation_url: documentationUrl(type, code),
    suggested_action: definition?.action ?? null,
    request_id: requestId,
  };
  return { status, body: JSON.stringify(body) };
}

/** A trickled response is sent in this many chunks, at this interval. */
const TRICKLE_MS = 100;
const TRICKLE_CHUNKS = 20;

/** Waits without keeping the process alive; returns false when the emulator closed in the meantime. */
export async function pause(ms: number, closing?: AbortSignal): Promise<boolean> {
  try {
    await wait(ms, undefined, { ref: false, signal: closing });
    return true;
  } catch {
    return false;
  }
}

/** Bypasses Fastify and writes the response headers to the raw connection. */
function writeHead(reply: FastifyReply, { status, body }: Outcome, fault: Fault): Buffer {
  const bytes = Buffer.from(body);
  reply.hijack();
  reply.raw.writeHead(status, { ...fault.headers, 'content-type': 'application/json', 'content-length': bytes.length });
  return bytes;
}

async function trickle(reply: FastifyReply, outcome: Outcome, fault: Fault): Promise<void> {
  const bytes = writeHead(reply, outcome, fault);
  const size = Math.max(1, Math.ceil(bytes.length / TRICKLE_CHUNKS));
  for (let start = 0; start < bytes.length && !reply.raw.destroyed; start += size) {
    reply.raw.write(bytes.subarray(start, start + size));
    await pause(typeof fault.trickle === 'number' ? fault.trickle : TRICKLE_MS);
  }
  reply.raw.end();
}

function truncate(reply: FastifyReply, outcome: Outcome, fault: Fault): void {
  const bytes = writeHead(reply, outcome, fault);
  reply.raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
    reply.raw.socket?.destroy();
  });
}

/** Responds according to the fault. Calls `done` first with the status, or null when there will be no response. */
export async function injectFault(
  reply: FastifyReply,
  fault: Fault,
  real: Outcome,
  requestId: string,
  done: (status: number | null) => void,
): Promise<FastifyReply> {
  if (fault.hang === true || fault.reset === true) {
    done(null);
    reply.hijack();
    if (fault.reset === true) reply.raw.socket?.resetAndDestroy();
    return reply;
  }
  const outcome = replaces(fault) ? faultOutcome(fault, requestId) : real;
  done(outcome.status);
  if (fault.truncate === true) truncate(reply, outcome, fault);
  else if (fault.trickle !== undefined && fault.trickle !== false) await trickle(reply, outcome, fault);
  else
    await reply
      .code(outcome.status)
      .headers(fault.headers ?? {})
      .type('application/json; charset=utf-8')
      .send(outcome.body);
  return reply;
}
