import type { BaseLogger } from 'pino';

/** What the server writes its log lines with. */
export type Log = Pick<BaseLogger, 'info' | 'warn' | 'error'>;
