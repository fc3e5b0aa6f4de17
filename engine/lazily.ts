/** Gives an object properties that are worked out when first read, and then stay. They count and copy as any other property does. */
export function lazily<T extends object, L extends object>(object: T, parts: { [K in keyof L]: () => L[K] }): T & L {
  for (const [name, make] of Object.entries<() => unknown>(parts)) {
    Object.defineProperty(object, name, {
      configurable: true,
      enumerable: true,
      get() {
        const value = make();
        Object.defineProperty(object, name, { configurable: true, enumerable: true, writable: true, value });
        return value;
      },
    });
  }
  return object as T & L;
}
