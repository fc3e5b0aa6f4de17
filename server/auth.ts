/** Who is asking. `id` is what the store is opened for. */
export interface User {
  id: string;
  name: string;
}

/** Says who sent a request; undefined when nobody we know did. */
export interface Verifier {
  user(request: Request): Promise<User | undefined>;
}

/** The value of one cookie of a request. */
export function cookieOf(header: string | null | undefined, name: string): string | undefined {
  for (const part of header?.split(";") ?? []) {
    const [key, ...value] = part.trim().split("=");
    if (key === name) return value.join("=");
  }
  return undefined;
}

/** The bearer token of a request. */
export function bearerOf(header: string | null | undefined): string | undefined {
  return /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(header ?? "")?.[1];
}
