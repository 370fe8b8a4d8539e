/** The configuration is wrong. `problems` names each variable and the rule it breaks, never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly problems: readonly string[],
    options?: ErrorOptions,
  ) {
    super(['The configuration is wrong:', ...problems.map((problem) => `  - ${problem}`)].join('\n'), options);
  }
}
