/** Sent with every answer, from both homes. Names are in lower case. The policy for content comes beside them. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** For the home in the cloud, whose address is never plain HTTP. */
export const TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains";

/**
 * What the page may load and whom it may ask: its own origin only, plus the origins named in `connect` (the token
 * endpoint of the sign-in page). Nothing inline, nothing framed, no form that goes elsewhere.
 */
export function contentSecurityPolicy(allowed: { connect?: readonly string[] } = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...(allowed.connect ?? [])].join(" ")}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
