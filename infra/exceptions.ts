// What the checks of the template would refuse, and why we do it all the same. The tests compare these lists with the
// template: what is not argued here fails, and so does what is argued here and no longer there.

/** Stars in permissions. `where` is the path of the role's construct. */
export const wildcards = [
  {
    where: "Ticker/Role",
    action: "execute-api:ManageConnections",
    resource: "push/POST/@connections/*",
    why: "Connection ids are made up by API Gateway when a viewer comes. API and stage are named.",
  },
  {
    where: "Api/Role",
    action: "execute-api:ManageConnections",
    resource: "push/POST/@connections/*",
    why: "The same: a written entry is told to the user's other tabs.",
  },
] as const;

const everyRoute = "The authorizer is on every route under /api";

/** Findings of cdk-nag's AwsSolutions pack. `where` is the path of the construct in the stack. */
export const findings: readonly { rule: string; where: string; why: string }[] = [
  {
    rule: "SMG4",
    where: "ProviderKeys/Secret",
    why: "The keys are given out by market data providers; AWS cannot make new ones there.",
  },
  {
    rule: "COG1",
    where: "SignIn/People",
    why: "Twelve characters without composition rules, as NIST SP 800-63B advises.",
  },
  {
    rule: "COG2",
    where: "SignIn/People",
    why: "A second factor is offered, not forced: these are one's own notes, not a bank.",
  },
  { rule: "COG8", where: "SignIn/People", why: "The Plus plan has no free users; 0.02 USD for each, every month." },
  {
    rule: "APIG4",
    where: "Http/Api/GET--api--health",
    why: `${everyRoute} but three; this says that the server answers.`,
  },
  { rule: "APIG4", where: "Http/Api/GET--api--openapi.json", why: `${everyRoute} but three; this is documentation.` },
  { rule: "APIG4", where: "Http/Api/GET--api--docs", why: `${everyRoute} but three; this is documentation.` },
  {
    rule: "APIG4",
    where: "Sockets/Api/$connect-Route",
    why: "The function checks a one-time ticket that only a signed-in request gets: browsers cannot send a token with a socket.",
  },
  { rule: "APIG4", where: "Sockets/Api/$disconnect-Route", why: "Authorization exists at $connect only." },
  { rule: "APIG4", where: "Sockets/Api/$default-Route", why: "Authorization exists at $connect only." },
  {
    rule: "APIG1",
    where: "Sockets/Stage",
    why: "Would need a role in the account's own API Gateway settings, which other stacks share.",
  },
  { rule: "S1", where: "Web/Files", why: "Holds the published web app, read by CloudFront alone." },
  { rule: "CFR1", where: "Web/Distribution", why: "People travel." },
  {
    rule: "CFR2",
    where: "Web/Distribution",
    why: "WAF is 5 USD a month and more; a flat-rate plan of CloudFront brings one without.",
  },
  {
    rule: "CFR3",
    where: "Web/Distribution",
    why: "API Gateway's log has the requests; addresses of readers are not kept.",
  },
  {
    rule: "CFR4",
    where: "Web/Distribution",
    why: "CloudFront's own certificate allows no other choice; with a domain of one's own it is TLS 1.2.",
  },
  {
    rule: "IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<SocketsApi>/push/POST/@connections/*]",
    where: "Ticker/Role/DefaultPolicy",
    why: wildcards[0].why,
  },
  {
    rule: "IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<SocketsApi>/push/POST/@connections/*]",
    where: "Api/Role/DefaultPolicy",
    why: wildcards[1].why,
  },
  {
    rule: "SF1",
    where: "TickerLoop/Loop",
    why: "The console keeps each execution's history for 90 days; the ticker logs what it does.",
  },
  { rule: "SF2", where: "TickerLoop/Loop", why: "One function in a loop leaves nothing to trace." },
];
