import type { TracingConfig } from './config.js';
import { readHttpUrl } from './addresses.js';
import type { EnvReader } from './read-env.js';

/** Where a collector on this machine listens, by OpenTelemetry's specification. */
const DEFAULT_ENDPOINT = 'http://localhost:4318';

/** The standard OTEL_* variables that say whether, where and as whom to send traces. null: nothing asks for them. */
export function readTracing(env: EnvReader): TracingConfig | null {
  const exporter = env.oneOf('OTEL_TRACES_EXPORTER', ['otlp', 'none', 'unset'], 'unset');
  const endpoint = readHttpUrl(env, 'OTEL_EXPORTER_OTLP_ENDPOINT', { httpsUnlessLoopback: false });
  const tracesEndpoint = readHttpUrl(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', { httpsUnlessLoopback: false });
  const protocols = ['http/protobuf', 'http/json'] as const;
  const protocol = env.oneOf(
    'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    protocols,
    env.oneOf('OTEL_EXPORTER_OTLP_PROTOCOL', protocols, 'http/protobuf'),
  );
  const isAskedFor = exporter === 'otlp' || (exporter === 'unset' && (endpoint ?? tracesEndpoint) !== null);
  if (env.flag('OTEL_SDK_DISABLED', false) || !isAskedFor) return null;
  return {
    url: tracesEndpoint ?? `${endpoint ?? DEFAULT_ENDPOINT}/v1/traces`,
    protocol,
    serviceName: env.text('OTEL_SERVICE_NAME') ?? 'plaid-graphql-gateway',
  };
}
