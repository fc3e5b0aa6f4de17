import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { Effect, PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";

/** A spending brake: at most about 1.1 USD an hour in writes and 0.5 in reads, whatever runs away. */
const MAX_WRITE_UNITS = 500;
const MAX_READ_UNITS = 1_000;

/** The books. They outlive the stack: deleting it leaves the table, and the table refuses to be deleted. */
export class BooksTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, "Table", {
      partitionKey: { name: "partition", type: AttributeType.STRING },
      sortKey: { name: "sort", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      maxReadRequestUnits: MAX_READ_UNITS,
      maxWriteRequestUnits: MAX_WRITE_UNITS,
      timeToLiveAttribute: "expiresAt",
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Encrypted at rest with a key that AWS owns. A customer's own key costs 1 USD a month, more than all the rest
      // when idle, and protects only against readers inside the account that IAM keeps out already.
      encryption: TableEncryption.DEFAULT,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** What the store does with it, one item or one partition at a time. No scans: they would cost by the size of everybody's books. */
  grantOperations(role: Role) {
    role.addToPrincipalPolicy(this.#statement({}));
  }

  /** The same, for a function that has no business in the journals: only partitions whose keys start so, `butNot` among them. */
  grantPartitions(role: Role, prefixes: readonly string[], butNot: string) {
    role.addToPrincipalPolicy(
      this.#statement({
        // The stars stand for ids made later; the prefixes are the limit.
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": prefixes.map((prefix) => `${prefix}*`) },
        "ForAllValues:StringNotLike": { "dynamodb:LeadingKeys": [butNot] },
        // ForAllValues alone is true for a request that names no key at all.
        Null: { "dynamodb:LeadingKeys": "false" },
      }),
    );
  }

  #statement(conditions: Record<string, unknown>) {
    return new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:Query"],
      resources: [this.table.tableArn],
      conditions,
    });
  }
}
