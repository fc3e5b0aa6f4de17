import { Aws, Duration, Fn, RemovalPolicy } from "aws-cdk-lib";
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  type UserPoolDomain,
  type UserPoolResourceServer,
} from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";

const RESOURCE_SERVER = "tickfolio";
const READ = new ResourceServerScope({ scopeName: "read", scopeDescription: "See portfolios and prices" });
const WRITE = new ResourceServerScope({ scopeName: "write", scopeDescription: "Change portfolios" });

export const READ_SCOPE = `${RESOURCE_SERVER}/${READ.scopeName}`;
export const WRITE_SCOPE = `${RESOURCE_SERVER}/${WRITE.scopeName}`;

/** Who may come in: invited people, with a password and, if they like, an authenticator app. */
export class SignIn extends Construct {
  readonly pool: UserPool;
  readonly #resourceServer: UserPoolResourceServer;
  readonly #domain: UserPoolDomain;

  constructor(scope: Construct, id: string, props: { openSignUp: boolean }) {
    super(scope, id);
    this.pool = new UserPool(this, "People", {
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: props.openSignUp,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      passwordPolicy: {
        minLength: 12,
        requireDigits: false,
        requireSymbols: false,
        requireUppercase: false,
        requireLowercase: false,
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      // The books are filed under the ids this pool gave out: without it they belong to nobody.
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.#resourceServer = this.pool.addResourceServer("Api", { identifier: RESOURCE_SERVER, scopes: [READ, WRITE] });
    this.#domain = this.pool.addDomain("Page", {
      // Prefixes are unique in a Region; the stack's own id is known only when it is made, and stays.
      cognitoDomain: { domainPrefix: `tickfolio-${Fn.select(2, Fn.split("/", Aws.STACK_ID))}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
  }

  get issuer(): string {
    return `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${this.pool.userPoolId}`;
  }

  /** The sign-in page and its token endpoint. */
  get pageUrl(): string {
    return this.#domain.baseUrl();
  }

  /** The web app: code with PKCE, no secret, because what is sent to a browser is none. */
  addBrowserClient(origin: string): UserPoolClient {
    const client = new UserPoolClient(this, "Browser", {
      userPool: this.pool,
      generateSecret: false,
      // Said because of what is left out: the default has ALLOW_REFRESH_TOKEN_AUTH, which rotation excludes.
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true, implicitCodeGrant: false, clientCredentials: false },
        scopes: [
          OAuthScope.OPENID,
          OAuthScope.EMAIL,
          OAuthScope.PROFILE,
          OAuthScope.resourceServer(this.#resourceServer, READ),
          OAuthScope.resourceServer(this.#resourceServer, WRITE),
        ],
        callbackUrls: [`${origin}/signed-in`],
        logoutUrls: [`${origin}/`],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(30),
      // Each refresh token works once; the grace is for two tabs that refresh in the same moment.
      refreshTokenRotationGracePeriod: Duration.seconds(60),
      enableTokenRevocation: true,
    });
    // Without a style the managed login page answers that it is unavailable.
    new CfnManagedLoginBranding(this, "Style", {
      userPoolId: this.pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client;
  }
}
