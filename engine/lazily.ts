/** What is not worked out yet of an object. */
const PARTS = Symbol("parts");

interface Lazy {
  [PARTS]: Record<string, () => unknown>;
}

/** Gives an object properties that are worked out when first read, and then stay. They count and copy as any other property does. */
export function lazily<T extends object, L extends object>(object: T, parts: { [K in keyof L]: () => L[K] }): T & L {
  Object.defineProperty(object, PARTS, { value: parts });
  for (const name of Object.keys(parts)) Object.defineProperty(object, name, accessorOf(name));
  return object as T & L;
}

const accessors = new Map<string, PropertyDescriptor>();

/**
 * One for all objects. A getter of its own for each would be held by the object's hidden class, and with it all that it reads: V8 keeps
 * those with the old objects, so everything would outlive its first collections, which copy it.
 */
function accessorOf(name: string): PropertyDescriptor {
  let accessor = accessors.get(name);
  if (!accessor) {
    accessor = {
      configurable: true,
      enumerable: true,
      get(this: Lazy) {
        const value = this[PARTS][name]!();
        Object.defineProperty(this, name, { configurable: true, enumerable: true, writable: true, value });
        return value;
      },
    };
    accessors.set(name, accessor);
  }
  return accessor;
}
