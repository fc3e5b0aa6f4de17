import { RemovalPolicy } from "aws-cdk-lib";
import type { Role } from "aws-cdk-lib/aws-iam";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";

/** The operator's provider keys: one secret holding a JSON object, because each secret costs 0.40 USD a month. */
export class ProviderKeys extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.secret = new Secret(this, "Secret", {
      description:
        'Provider keys of Tickfolio as JSON, e.g. {"finnhub":"..."}. Leave the field "unused": it locks the users\' own keys. Read anew every five minutes.',
      // Made with a random text beside an empty set of keys: under it the users' own keys are locked. It has its name from
      // when nobody used it; with another one CloudFormation would make the secret anew, and all keys would be gone.
      generateSecretString: { secretStringTemplate: "{}", generateStringKey: "unused" },
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  grantReading(role: Role) {
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["secretsmanager:GetSecretValue"], resources: [this.secret.secretArn] }),
    );
  }
}
