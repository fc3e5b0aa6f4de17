import { BlockList, isIP } from "node:net";

/** Not of the public internet, or a way around it (RFC 6890 and its successors), and what clouds tell their machines secrets from. */
const NOT_PUBLIC_4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
/** Of the addresses given out (2000::/3): special purposes, documentation, and those that carry an IPv4 address in them. */
const NOT_PUBLIC_6 = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];

const refused = new BlockList();
const givenOut = new BlockList();
for (const range of NOT_PUBLIC_4) refused.addSubnet(...parts(range), "ipv4");
for (const range of NOT_PUBLIC_6) refused.addSubnet(...parts(range), "ipv6");
givenOut.addSubnet("2000::", 3, "ipv6");

/** Whether an IP address is one of the public internet: not this machine, its network, or the cloud it runs in. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !refused.check(address, "ipv4");
  // An IPv4 address in IPv6's clothes is outside of what is given out, as is everything local.
  return family === 6 && givenOut.check(address, "ipv6") && !refused.check(address, "ipv6");
}

function parts(range: string): [network: string, prefix: number] {
  const [network, prefix] = range.split("/");
  return [network!, Number(prefix)];
}
