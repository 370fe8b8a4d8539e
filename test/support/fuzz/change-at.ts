type Branch = Record<string, unknown> | unknown[];

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

/**
 * Returns a copy in which the value at the path `steps` is changed, or removed when `change` returns undefined. Steps wrap
 * around, so that any numbers are a path.
 */
export function changeAt(value: unknown, steps: readonly number[], change: (old: unknown) => unknown): unknown {
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
}
