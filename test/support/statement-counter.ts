import type { CompiledQuery, DatabaseConnection } from 'kysely';
import { ErrorMappingDriver } from '../../src/store/error-mapping-driver.js';

/** What the stores of this process have sent to their databases since the counter was started. */
export interface Statements {
  /** SQL texts in the order in which they were sent, without those that begin and end transactions. */
  sent: string[];
  /** Transactions that were committed, and statements outside a transaction that write. */
  commits: number;
}

const TRANSACTION_CONTROL = /^\s*(begin|start transaction|commit|rollback|savepoint|release)\b/i;
const READ = /^\s*(select|with)\b/i;
/** What instances do in the background on a shared database: leases and the poll for changes of other instances. */
const BACKGROUND = /"(leases|changes)"/;

let current: Statements = { sent: [], commits: 0 };
let isWatching = false;

/** Counts what `work` causes. The background work of the instance is left out. */
export async function countStatements(work: () => Promise<unknown>): Promise<Statements> {
  watchDrivers();
  current = { sent: [], commits: 0 };
  await work();
  return current;
}

/** Every statement of both databases passes through this driver. Its connections go on working as before. */
function watchDrivers(): void {
  if (isWatching) return;
  isWatching = true;
  const acquireConnection = methodOf('acquireConnection');
  const beginTransaction = methodOf('beginTransaction');
  const commitTransaction = methodOf('commitTransaction');
  const inTransaction = new WeakSet<DatabaseConnection>();

  ErrorMappingDriver.prototype.acquireConnection = async function (this: ErrorMappingDriver) {
    const connection = await acquireConnection.call(this);
    const execute = connection.executeQuery.bind(connection);
    connection.executeQuery = <R>(query: CompiledQuery) => {
      if (!TRANSACTION_CONTROL.test(query.sql) && !BACKGROUND.test(query.sql)) {
        current.sent.push(query.sql);
        if (!READ.test(query.sql) && !inTransaction.has(connection)) current.commits += 1;
      }
      return execute<R>(query);
    };
    return connection;
  };
  ErrorMappingDriver.prototype.beginTransaction = function (this: ErrorMappingDriver, connection, settings) {
    inTransaction.add(connection);
    return beginTransaction.call(this, connection, settings);
  };
  ErrorMappingDriver.prototype.commitTransaction = function (this: ErrorMappingDriver, connection) {
    current.commits += 1;
    inTransaction.delete(connection);
    return commitTransaction.call(this, connection);
  };
}

function methodOf<Name extends keyof ErrorMappingDriver>(name: Name): ErrorMappingDriver[Name] {
  return ErrorMappingDriver.prototype[name];
}
