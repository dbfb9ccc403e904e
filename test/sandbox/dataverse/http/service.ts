import { noOperations, type Operations } from '../operations';
import type { Organization } from '../organization';
import { notBuilt, Refusal } from '../refusal';
import type { Caller } from '../security/caller';
import { batchReply } from './batch';
import { dispatch } from './dispatch';
import type { Exchange, Switches, WebReply, WebRequest } from './exchange';
import { Limits } from './limits';
import { preferencesOf, type Preferences } from './preferences';
import { errorReply } from './replies';

export interface ServiceOptions {
  readonly organization: Organization;
  readonly operations?: Operations;
}

/**
 * Asked before a request that writes is carried out. A promise holds it as a long transaction does: its row versions are
 * taken now, its rows show when the promise settles.
 */
export type Hold = (request: WebRequest) => Promise<void> | undefined;

/** The Web API of one organisation, without a network. */
export interface Service {
  readonly organization: Organization;
  readonly operations: Operations;
  readonly limits: Limits;
  readonly switches: Switches;
  hold: Hold | undefined;
  /** @param origin `http://127.0.0.1:4000`: links in answers begin with it. @param user name of the caller, undefined for nobody */
  answer(request: WebRequest, origin: string, user: string | undefined): Promise<WebReply>;
}

const WRITES: ReadonlySet<string> = new Set(['POST', 'PATCH', 'PUT', 'DELETE']);

export function createService(options: ServiceOptions): Service {
  const { organization } = options;
  const service: Service = {
    organization,
    operations: options.operations ?? noOperations(),
    limits: new Limits(organization.clock),
    switches: { deltaToken: 'newest', tokensFrom: 0 },
    hold: undefined,
    answer: async (request, origin, user) => {
      let preferences: Preferences | undefined;
      try {
        preferences = preferencesOf(request.headers.prefer);
        const caller = callerOf(organization, request, user);
        const root = `${origin}${servicePath(request.url)}`;
        const done = service.limits.begin(caller.userId, operationCount(request));
        let headers: Record<string, string> = {};
        try {
          const reply = await held(service, request, () => carryOut(service, request, root, caller));
          headers = done({ ...reply.headers });
          return { ...reply, headers };
        } catch (error) {
          done({});
          throw error;
        }
      } catch (error) {
        return errorReply(error instanceof Refusal ? error : unexpected(error), preferences);
      }
    },
  };
  return service;
}

/** A mistake of the sandbox: the platform's code for its own, and what it was. */
function unexpected(error: unknown): Refusal {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Refusal(500, '0x80040216', `An unexpected error occurred. ${text}`);
}

function servicePath(url: string): string {
  const match = /^\/api\/data\/v9\.[012]\//.exec(url);
  if (!match) throw new Refusal(404, '', 'The resource cannot be found.');
  return match[0];
}

/** Holds back a request that writes, with its row versions already taken. */
async function held(
  service: Service,
  request: WebRequest,
  work: () => WebReply | Promise<WebReply>,
): Promise<WebReply> {
  const wait = WRITES.has(request.method) ? service.hold?.(request) : undefined;
  if (!wait) return work();
  const { counters } = service.organization;
  const versions = counters.reserve(operationCount(request));
  try {
    await wait;
    return await counters.withVersions(versions, work);
  } finally {
    counters.release(versions);
  }
}

function isBatch(request: WebRequest): boolean {
  return /\/\$batch(\?|$)/.test(request.url);
}

function operationCount(request: WebRequest): number {
  return isBatch(request) ? Math.max(1, request.body.match(/^[A-Z]+ \S.* HTTP\/1\.1\r?$/gm)?.length ?? 1) : 1;
}

function carryOut(service: Service, request: WebRequest, root: string, caller: Caller): WebReply | Promise<WebReply> {
  if (!isBatch(request)) return dispatch(exchangeOf(service, request, root, caller));
  if (request.method !== 'POST')
    throw new Refusal(405, '0x80060888', `The requested resource does not support http method '${request.method}'.`);
  return batchReply(request, {
    continueOnError: preferencesOf(request.headers.prefer).continueOnError,
    transaction: (work) => service.organization.transaction(work),
    run: (part, contentIds) => {
      let preferences: Preferences | undefined;
      const failed = (error: unknown): WebReply => {
        return errorReply(error instanceof Refusal ? error : unexpected(error), preferences);
      };
      try {
        preferences = preferencesOf(part.headers.prefer);
        const reply = dispatch(exchangeOf(service, part, root, caller, contentIds), true);
        return reply instanceof Promise ? reply.catch(failed) : reply;
      } catch (error) {
        return failed(error);
      }
    },
  });
}

function exchangeOf(
  service: Service,
  request: WebRequest,
  root: string,
  caller: Caller,
  contentIds?: ReadonlyMap<string, string>,
): Exchange {
  const accept = request.headers.accept ?? '';
  if (/odata\.metadata=full/i.test(accept)) throw notBuilt('odata.metadata=full');
  return {
    organization: service.organization,
    operations: service.operations,
    switches: service.switches,
    caller,
    request,
    preferences: preferencesOf(request.headers.prefer),
    root,
    exactIn: /IEEE754Compatible\s*=\s*true/i.test(request.headers['content-type'] ?? ''),
    exactOut: /IEEE754Compatible\s*=\s*true/i.test(accept),
    metadata: /odata\.metadata=none/i.test(accept) ? 'none' : 'minimal',
    ...(contentIds ? { contentIds } : {}),
  };
}

/** Who asks, or on whose behalf. @throws Refusal */
function callerOf(organization: Organization, request: WebRequest, user: string | undefined): Caller {
  const caller = user === undefined ? undefined : organization.callers.named(user);
  if (!caller)
    throw new Refusal(401, '', 'Unauthorized', {
      'www-authenticate': 'Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize',
    });
  const { callerobjectid: objectId, mscrmcallerid: userId } = request.headers;
  if (objectId === undefined && userId === undefined) return caller;
  if (!caller.administrator && !caller.privileges.has('prvactonbehalfofanotheruser'))
    throw new Refusal(
      403,
      '0x80040220',
      `Principal user (Id=${caller.userId}, type=8) is missing prvActOnBehalfOfAnotherUser privilege`,
    );
  const other =
    objectId === undefined ? organization.callers.byId(userId ?? '') : organization.callers.byObjectId(objectId);
  if (!other) throw new Refusal(403, '0x80040225', 'The user to act for does not exist.');
  return { ...other, onBehalfOf: caller.userId };
}
