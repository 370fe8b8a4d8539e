/**
 * An object whose properties are built when they are first read, so that an operation builds only the loaders it uses. The
 * names are given once; the returned function creates an object for each `build`.
 */
export function lazyObject<T extends object>(
  names: readonly (keyof T)[],
): (build: <Name extends keyof T>(name: Name) => T[Name]) => T {
  class Lazy {
    constructor(readonly build: <Name extends keyof T>(name: Name) => T[Name]) {}
  }
  for (const name of names) {
    Object.defineProperty(Lazy.prototype, name, {
      get(this: Lazy) {
        const value = this.build(name);
        Object.defineProperty(this, name, { value });
        return value;
      },
    });
  }
  return (build) => new Lazy(build) as unknown as T;
}
