import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** The one key of a deployment, under which every secret it keeps is locked. */
export interface DeploymentKey {
  /** Tells keys apart without telling the key. */
  id: string;
  bytes: Uint8Array;
}

/** A secret as it may lie anywhere: without the deployment's key it is noise. */
export interface Sealed {
  format: 1;
  /** Which deployment key locks it. */
  key: string;
  /** Its own key, locked. */
  wrapped: string;
  /** The secret, locked with its own key. */
  data: string;
}

/** What a secret is sealed for: moved to somebody else's item, it does not open. */
export interface SealedFor {
  owner: string;
  name: string;
}

export interface Vault {
  seal(place: SealedFor, secret: string): Promise<Sealed>;
  /** Undefined where it cannot be opened any more: the deployment's key is another or is gone, or the record was changed. */
  open(place: SealedFor, sealed: Sealed): Promise<string | undefined>;
}

/** Where a deployment's key is kept. */
export interface KeySource {
  /** Undefined where there is none. */
  read(): Promise<DeploymentKey | undefined>;
  /** The key to lock with; made where there is none and this home can make one. */
  make(): Promise<DeploymentKey>;
}

export const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Envelope encryption: each secret has a key of its own, and that key is locked with the deployment's. AES-256-GCM both times. */
export function createVault(source: KeySource): Vault {
  return {
    async seal(place, secret) {
      const key = await source.make();
      const own = randomBytes(KEY_BYTES);
      const bound = boundTo(place, key.id);
      return {
        format: 1,
        key: key.id,
        wrapped: lock(key.bytes, own, bound),
        data: lock(own, Buffer.from(secret, "utf8"), bound),
      };
    },

    async open(place, sealed) {
      const key = await source.read();
      if (!key || sealed.format !== 1 || sealed.key !== key.id) return undefined;
      const bound = boundTo(place, key.id);
      const own = unlock(key.bytes, sealed.wrapped, bound);
      return own && unlock(own, sealed.data, bound)?.toString("utf8");
    },
  };
}

export function deploymentKey(bytes: Uint8Array): DeploymentKey {
  if (bytes.length !== KEY_BYTES) throw new TypeError(`A deployment's key has ${KEY_BYTES} bytes.`);
  return { id: createHash("sha256").update("tickfolio key id\0").update(bytes).digest("hex").slice(0, 16), bytes };
}

const boundTo = ({ owner, name }: SealedFor, key: string) => Buffer.from(JSON.stringify([owner, name, key]), "utf8");

function lock(key: Uint8Array, plain: Uint8Array, bound: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(bound);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

function unlock(key: Uint8Array, locked: string, bound: Buffer): Buffer | undefined {
  const bytes = Buffer.from(locked, "base64url");
  if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
  const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(-TAG_BYTES)];
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES }).setAAD(bound);
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    // Locked with another key, or changed: GCM tells no more, and there is no more to know.
    return undefined;
  }
}
