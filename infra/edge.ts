import { contentSecurityPolicy, securityHeaders, TRANSPORT_SECURITY } from "@tickfolio/server";

/** Addresses inside the app have no dot; files have. CloudFront asks the bucket for the app's one page instead. */
export const routeFunction = `function handler(event) {
  var request = event.request;
  if (request.uri.lastIndexOf(".") <= request.uri.lastIndexOf("/")) request.uri = "/index.html";
  return request;
}
`;

/**
 * The security headers of the files (requests get theirs from the app) as a CloudFront Function: a response headers policy of our own would rule out CloudFront's
 * flat-rate plans. `signInPage` is the one other origin that the page talks to, to turn its code into tokens.
 */
export function headersFunction(signInPage: string): string {
  const headers = {
    ...securityHeaders,
    "content-security-policy": contentSecurityPolicy({ connect: [signInPage] }),
    "strict-transport-security": TRANSPORT_SECURITY,
  };
  const lines = Object.entries(headers).map(
    ([name, value]) => `  headers[${JSON.stringify(name)}] = { value: ${JSON.stringify(value)} };`,
  );
  return `function handler(event) {
  var headers = event.response.headers;
${lines.join("\n")}
  return event.response;
}
`;
}
