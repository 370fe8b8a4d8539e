type Branch = Record<string, unknown> | unknown[];

const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null;

/**
 * A copy in which the leaf or branch that the steps lead to is changed, or taken out when `change` answers undefined;
 * steps wrap around, so any numbers lead somewhere.
 */
export const changeAt = (value: unknown, steps: readonly number[], change: (old: unknown) => unknown): unknown => {
  const [step, ...rest] = steps;
  if (step === undefined || !isBranch(value)) return change(value);
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return change(value);
  const copy: Branch = Array.isArray(value) ? [...value] : { ...value };
  const changed = changeAt((value as Record<string, unknown>)[key], rest, change);
  if (changed === undefined && Array.isArray(copy)) copy.splice(Number(key), 1);
  else (copy as Record<string, unknown>)[key] = changed;
  return copy;
};
