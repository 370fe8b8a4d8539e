import type { FastifyReply } from 'fastify';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../control/faults.js';
import { documentationUrl, meaningOf, statusOfType, typicalCode } from '../error-catalog.js';

/** An answer before it goes out. */
export interface Outcome {
  status: number;
  body: string;
}

function codeForStatus(status: number): string {
  if (status === 429) return 'RATE_LIMIT';
  if (status === 503) return 'PLANNED_MAINTENANCE';
  return status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'INVALID_FIELD';
}

/** The code that fits the status, unless the fault names another type than that code's. */
function codeFor({ status, errorType }: Fault): string {
  const code = status === undefined ? undefined : codeForStatus(status);
  if (errorType === undefined) return code ?? 'INVALID_FIELD';
  return code !== undefined && meaningOf(code)?.type === errorType ? code : typicalCode(errorType);
}

/** True when the fault replaces the answer instead of spoiling the real one. */
function replaces(fault: Fault): boolean {
  return (
    fault.status !== undefined ||
    fault.errorCode !== undefined ||
    fault.errorType !== undefined ||
    fault.body !== undefined
  );
}

/** True when the endpoint is to do its work although the caller will not hear of it properly. */
export function runsHandler(fault: Fault | undefined): boolean {
  return (
    fault === undefined ||
    fault.afterHandler === true ||
    (!replaces(fault) && fault.hang !== true && fault.reset !== true)
  );
}

/** The answer that a fault asks for: its body, or a Plaid error made from its status, type and code. */
export function faultOutcome(fault: Fault, requestId: string): Outcome {
  if (fault.body !== undefined) {
    return {
      status: fault.status ?? 200,
      body: typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body),
    };
  }
  const code = fault.errorCode ?? codeFor(fault);
  const meaning = meaningOf(code);
  const type = fault.errorType ?? meaning?.type ?? 'API_ERROR';
  const status = fault.status ?? (meaning?.type === type ? meaning.status : statusOfType(type));
  const body = {
    error_type: type,
    error_code: code,
    error_message: 'this error was asked for with /emulator/faults',
    display_message: meaning?.display ?? null,
    documentation_url: documentationUrl(type, code),
    suggested_action: meaning?.action ?? null,
    request_id: requestId,
  };
  return { status, body: JSON.stringify(body) };
}

/** Milliseconds between the pieces of a trickled answer, and how many pieces it is cut into. */
const TRICKLE_MS = 100;
const TRICKLE_PIECES = 20;

/** Waits, without keeping the process alive; false when the emulator closed meanwhile. */
export async function pause(ms: number, closing?: AbortSignal): Promise<boolean> {
  try {
    await wait(ms, undefined, { ref: false, signal: closing });
    return true;
  } catch {
    return false;
  }
}

/** Takes the connection out of Fastify's hands and writes the head of the answer. */
function writeHead(reply: FastifyReply, { status, body }: Outcome, fault: Fault): Buffer {
  const bytes = Buffer.from(body);
  reply.hijack();
  reply.raw.writeHead(status, { ...fault.headers, 'content-type': 'application/json', 'content-length': bytes.length });
  return bytes;
}

async function trickle(reply: FastifyReply, outcome: Outcome, fault: Fault): Promise<void> {
  const bytes = writeHead(reply, outcome, fault);
  const size = Math.max(1, Math.ceil(bytes.length / TRICKLE_PIECES));
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

/** Answers as the fault wants it; `done` hears the status first, or null when nothing will be answered. */
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
