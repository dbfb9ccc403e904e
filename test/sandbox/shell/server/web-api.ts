import type { FastifyInstance } from 'fastify';

/** Reads rows of a set through the Web API as a user. Throws with the status when it refuses. */
export type ReadRows = (user: string, query: string) => Promise<readonly Record<string, unknown>[]>;

/** Asks the Web API of the same server, without a way around its rules of access. */
export function rowReader(app: FastifyInstance): ReadRows {
  return async (user, query) => {
    const reply = await app.inject({
      method: 'GET',
      url: `/api/data/v9.2/${query}`,
      headers: { authorization: `Bearer sandbox-${user}`, accept: 'application/json' },
    });
    if (reply.statusCode !== 200) {
      throw new Error(`The Web API answered ${reply.statusCode} to ${query}: ${reply.body.slice(0, 500)}`);
    }
    return reply.json<{ value: Record<string, unknown>[] }>().value;
  };
}

/** A text as a literal of an OData query, ready for a URL. */
export function literal(text: string): string {
  return encodeURIComponent(`'${text.replaceAll("'", "''")}'`);
}
