import { ConfigError } from '../../config/config.js';
import { errorCode } from '../../errors/gateway-error.js';

/**
 * The error for a listener that could not open: it names the setting and the remedy, never the value. A port in use is not a
 * ConfigError, because it may be free a moment later.
 */
export function listenError(error: unknown, portSetting: 'PORT' | 'ADMIN_PORT'): Error {
  switch (errorCode(error)) {
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
      return new ConfigError(['HOST must be an address or a host name of this machine']);
    case 'EACCES':
      return new ConfigError([`${portSetting} must be a port that this user may listen on`]);
    case 'EADDRINUSE':
      return new Error(
        `${portSetting} is in use. Stop the process that uses it, or choose another port (0 picks a free one).`,
        {
          cause: error,
        },
      );
    default:
      return error instanceof Error ? error : new Error('The listener could not open.', { cause: error });
  }
}
