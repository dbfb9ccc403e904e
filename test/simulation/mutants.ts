import type { Change } from './fleet';

/** A defect that somebody might make: a line of the product, and what it becomes. */
export interface Mutant extends Change {
  readonly name: string;
  readonly what: string;
  /** Caught within few histories: `npm test` shows it each time. */
  readonly isCheap?: true;
}

const sync = (file: string): string => `plugins-ts/sync/${file}.ts`;

export const MUTANTS: readonly Mutant[] = [
  // ── Order ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  {
    name: 'settle-before-apply',
    what: 'the sync record says "in sync" before the row is written',
    file: sync('round'),
    find: 'await new Writer(this.engine, this.running, deadline).write(travelling);',
    replace:
      'for (const row of travelling) this.#conclude(row); await this.#flush(); this.#settles.length = 0; await new Writer(this.engine, this.running, deadline).write(travelling); return;',
    isCheap: true,
  },
  {
    name: 'checkpoint-before-rows',
    what: 'the token moves before the rows are dealt with',
    file: sync('dataverse-feed'),
    find: '    changes += page.changes.length;',
    replace:
      '    changes += page.changes.length; if (page.token) current = await advance(engine, current, { token: page.token });',
  },
  {
    name: 'compare-moves-incomplete',
    what: 'a compare that left rows behind counts as done',
    file: sync('dataverse-feed'),
    find: "if (!compared.complete || token === null || walk.mode === 'adopt')",
    replace: "if (token === null || walk.mode === 'adopt')",
  },
  {
    name: 'log-after-settle',
    what: 'the log is written after the record, and not at all where that fails',
    file: sync('round'),
    find: '    await this.engine.ledger.log(this.#log);\n    const etags = await this.engine.ledger.settle(this.#settles.map(({ write }) => write));',
    replace:
      '    const etags = await this.engine.ledger.settle(this.#settles.map(({ write }) => write));\n    await this.engine.ledger.log(this.#log);',
  },

  // ── Claims ─────────────────────────────────────────────────────────────────────────────────────────────────────────
  {
    name: 'no-claim-posted',
    what: 'a row that is posted is not claimed before it is sent',
    file: sync('round'),
    find: 'return definition.policies.insertOnce || carries.toDataverse || plan.finance',
    replace: 'return carries.toDataverse || !definition.policies.insertOnce && plan.finance',
    isCheap: true,
  },
  {
    name: 'no-claim-two-way',
    what: 'a row that goes both ways is not claimed before it is written',
    file: sync('round'),
    find: 'return definition.policies.insertOnce || carries.toDataverse ||',
    replace: 'return definition.policies.insertOnce ||',
  },
  {
    name: 'no-claim-create',
    what: 'a row is made without a claim',
    file: sync('round'),
    find: "|| plan.finance?.kind === 'create';",
    replace: ';',
  },
  {
    name: 'claimed-key-forgotten',
    what: 'a row that was perhaps made is looked for under the number that it has got since',
    file: sync('load'),
    find: 'const elsewhere = claimed === null ? null : (financeRows.get(keyText(claimed)) ?? null);',
    replace: 'const elsewhere = null;',
  },
  {
    name: 'claims-ignored',
    what: 'a claim of another host keeps nobody away',
    file: sync('claims'),
    find: "    record.status === 'sending' &&\n    record.claimedAt !== null &&",
    replace: '    engine.options.claim < 0 &&\n    record.claimedAt !== null &&',
  },
  {
    name: 'no-transit',
    what: 'a claim is taken over before the request must have arrived',
    file: sync('claims'),
    find: 'options.claim + (map.definition.policies.insertOnce ? options.transit : 0)',
    replace: 'options.claim',
  },
  {
    name: 'deadline-ignored',
    what: 'a host that was frozen sends although its claim is over',
    file: sync('writing'),
    find: 'row.claim === null || this.engine.clock.monotonic() < this.deadline',
    replace: 'true',
  },
  {
    name: 'base-always-trusted',
    what: 'the base is trusted although a write was interrupted',
    file: sync('load'),
    find: 'const isBaseTrusted = record === null || !isUnsure(record) || isUntouched(record, dataverse, finance);',
    replace: 'const isBaseTrusted = true;',
  },
  {
    name: 'claim-forgotten',
    what: 'a row of which nobody knows whether it was written is as it was before the claim',
    file: sync('writing'),
    find: '...(outcome === undefined || outcome.unknown ? afterUnknown(row, side) : {}),',
    replace: '',
  },

  // ── Posted once ────────────────────────────────────────────────────────────────────────────────────────────────────
  {
    name: 'posted-repeated',
    what: 'a batch of posted rows that failed is sent again row by row',
    file: sync('writing'),
    find: 'const tried = this.#once\n',
    replace: 'const tried = this.running.companies === null\n',
  },
  {
    name: 'receipt-never-lost',
    what: 'a row that is not found is sent again, however long ago it was claimed',
    file: sync('plan-once'),
    find: 'isUnsure(s.record) && s.age.isReceiptLost',
    replace: 'false',
  },
  {
    name: 'not-looked-for',
    what: 'a row that may have been sent is sent again without a look',
    file: sync('plan-once'),
    find: "if (s.finance === 'unread' && isUnsure(record)) return { kind: 'readFinance', key };",
    replace:
      "if (s.finance === 'unread' && isUnsure(record)) return createInFinance(s, source, key, company, here.values);",
    isCheap: true,
  },
  {
    name: 'parked-while-on-its-way',
    what: 'a row that may have been posted waits for a parent instead of being looked for',
    file: sync('plan-once'),
    find: "if (s.finance === 'unread' && isUnsure(record)) return { kind: 'readFinance', key };",
    replace: '',
  },
  {
    name: 'posted-again-when-changed',
    what: 'a posted row that is changed is sent once more',
    file: sync('plan-once'),
    find: 'if (isThere(record)) return sentAlready(s, key, here.problems.length > 0 ? null : here.values);',
    replace: 'if (isThere(record) && record?.sourceVersion === source.version) return NOTHING;',
  },
  {
    name: 'cutover-ignored',
    what: 'rows from before the cut-over are sent',
    file: sync('claims'),
    find: 'isBeforeCutover: cutover == null || (madeAt !== null && madeAt < cutover)',
    replace: 'isBeforeCutover: false',
    isCheap: true,
  },

  // ── Compare-and-set ────────────────────────────────────────────────────────────────────────────────────────────────
  {
    name: 'no-if-match',
    what: 'an update of Finance carries no etag',
    file: sync('plan'),
    find: 'values: merged.toFinance, etag: finance.etag }',
    replace: 'values: merged.toFinance, etag: null }',
    isCheap: true,
  },
  {
    name: 'refused-settle-ignored',
    what: 'a sync record that somebody else has written meanwhile counts as settled',
    file: sync('round'),
    find: 'if (etags[at] == null) {\n        // Somebody else wrote',
    replace: 'if (at < 0) {\n        // Somebody else wrote',
  },
  {
    name: 'old-verdict-is-new',
    what: 'a row that cannot be written keeps the verdict that it had before',
    file: sync('pass'),
    find: 'return isVerdict && isNew &&',
    replace: 'return isVerdict &&',
  },
  {
    name: 'changed-is-settled',
    what: 'a 412 is taken for done',
    file: sync('writing'),
    find: "      case 'changed':\n",
    replace: "      case 'changed':\n        return item.plan.settlement;\n",
  },

  // ── Feeds ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  {
    name: 'late-commits-ignored',
    what: 'the older token is never read again',
    file: sync('dataverse-feed'),
    find: 'now - next.at >= interval ? oldest : null',
    replace: 'now - next.at < 0 ? oldest : null',
    isCheap: true,
  },
  {
    name: 'compare-once',
    what: 'a compare is not repeated for what committed late beneath it',
    file: sync('dataverse-feed'),
    find: '    { token: null, at: now },\n',
    replace: '',
  },
  {
    name: 'expired-token-loads',
    what: 'after an expired token rows are loaded and deletes forgotten',
    file: sync('dataverse-feed'),
    find: '!seen.has(record.recordId) && record.reason?.code !== CODES.DELETED',
    replace: '!seen.has(record.recordId) && seen.size < 0',
    isCheap: true,
  },
  {
    name: 'feed-never-doubtful',
    what: 'a feed that was left in the middle is taken up as if nothing had been',
    file: sync('lease'),
    find: 'const isDoubtful = checkpoint.leaseHolder !== null;',
    replace: 'const isDoubtful = false;',
  },
  {
    name: 'scope-ignored',
    what: 'a map that takes in other rows than before goes on from its token',
    file: sync('lease'),
    find: 'return scope !== undefined && scope !== scopeOf(running);',
    replace: 'return false;',
    isCheap: true,
  },
  {
    name: 'scope-of-begun-compare',
    what: 'a compare that was broken off under another scope counts for this one',
    file: sync('lease'),
    find: 'return scope === counters.scope ? held : advance(engine, held, { counters: { ...counters, scope } });',
    replace: 'return held;',
  },
  {
    name: 'doubt-given-back',
    what: 'a feed that its host left in the middle is in no doubt any more once somebody has only looked at it',
    file: sync('lease'),
    find: 'const leaseHolder = held.isDoubtful ? held.checkpoint.leaseHolder : null;',
    replace: 'const leaseHolder = null;',
  },
  {
    name: 'package-taken-over',
    what: 'a row of a package that is under way is sent once more with another one',
    file: sync('load'),
    find: "if (isUnderWay(record)) return { kind: 'nothing' };",
    replace: '',
  },
  {
    name: 'question-is-taken-for-the-package',
    what: 'a refused question after a package counts as a package that was not begun',
    file: sync('packages'),
    find: 'if (isNew && error.nothingDone)',
    replace: 'if (error.nothingDone)',
  },
  {
    name: 'release-group-ignored',
    what: 'a row is sent before those that go before it',
    file: sync('load'),
    find: '?? held.get(subject.recordId) ?? null',
    replace: '?? null',
    isCheap: true,
  },
  {
    name: 'release-group-half',
    what: 'of several rows that go before one, only the youngest is waited for',
    file: sync('release'),
    find: 'const some = members.splice(-share);',
    replace: 'const some = members.splice(-share).slice(-1);',
  },
  {
    name: 'finance-vanished-ignored',
    what: 'rows that are gone from Finance are not noticed',
    file: sync('finance-feed'),
    find: 'isThere(record) && !seen.has(key) && isSettledThere(record)',
    replace: 'seen.size < 0',
    isCheap: true,
  },

  // ── Plans ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  {
    name: 'merge-turned-round',
    what: 'the side that did not change wins',
    file: sync('merge'),
    find: "if (base !== undefined && f === base) return 'dataverse';",
    replace: "if (base !== undefined && d === base) return 'dataverse';",
    isCheap: true,
  },
  {
    name: 'decision-not-logged',
    what: 'an edit is written over without a line in the log',
    file: sync('round'),
    find: '[...this.#decisions(item), ...this.#deletes(item)]',
    replace: 'this.#deletes(item)',
    isCheap: true,
  },
  {
    name: 'delete-not-logged',
    what: 'a delete leaves no line in the log',
    file: sync('round'),
    find: '[...this.#decisions(item), ...this.#deletes(item)]',
    replace: 'this.#decisions(item)',
  },
  {
    name: 'sent-not-logged',
    what: 'a posted row leaves no line in the log',
    file: sync('round'),
    find: "settlement.action === 'created' && this.running",
    replace: "settlement.action === 'deleted' && this.running",
    isCheap: true,
  },
  {
    name: 'rivals-ignored',
    what: 'two rows with one key write to one row in Finance',
    file: sync('hold'),
    find: 'rivals.length > 0 && (!isThere(record)',
    replace: 'rivals.length < 0 && (!isThere(record)',
    isCheap: true,
  },
  {
    name: 'key-change-ignored',
    what: 'a key that changes makes a second row',
    file: sync('plan'),
    find: 'if (isThere(s.record) && s.record?.financeKey && keyText(s.record.financeKey) !== keyText(key)) {',
    replace: 'if (s.map.columns.length < 0 && s.record?.financeKey) {',
  },
  {
    name: 'adjusted-not-read-back',
    what: 'what Finance made of a value is not looked at',
    file: sync('writing'),
    find: 'const adjusted = adjustedInFinance(this.running.map, write.values, before, outcome.row);',
    replace: 'const adjusted: string[] = [];',
    isCheap: true,
  },

  // ── Waiting, brake, place ──────────────────────────────────────────────────────────────────────────────────────────
  {
    name: 'parent-not-marked',
    what: 'a parent does not learn that somebody waits',
    file: sync('round'),
    find: 'return [{ record: { ...record, hasWaiters: true }, etag: known?.etag ?? null }];',
    replace: 'return [{ record: { ...record, hasWaiters: false }, etag: known?.etag ?? null }];',
    isCheap: true,
  },
  {
    name: 'parked-and-forgotten',
    what: 'a parent that came between its mark and the parking wakes nobody',
    file: sync('round'),
    find: '    if (parked.length === 0) return;',
    replace: '    return;',
  },
  {
    name: 'wakes-not-paid',
    what: 'a wake that a host owed when it died is never paid',
    file: sync('wakes'),
    find: '  if (parents.length === 0) return;',
    replace: '  return;',
  },
  {
    name: 'brake-off',
    what: 'deletes are not held',
    file: sync('brake'),
    find: 'const room = Math.max(0, limit - before - asked);',
    replace: 'const room = wanted;',
  },
  {
    name: 'brake-forgets',
    what: 'deletes are held, and not counted',
    file: sync('brake'),
    find: '(kept[hour] ?? 0) + more',
    replace: '(kept[hour] ?? 0)',
  },
  {
    name: 'place-not-checked',
    what: 'a copied environment writes to production',
    file: 'plugins-ts/cli/place.ts',
    find: 'if (organization !== organizationId) {',
    replace: 'if (organization === null) {',
    isCheap: true,
  },
  {
    name: 'caught-up-by-the-end',
    what: 'a map is said to be caught up until the end of a walk, rather than its beginning',
    file: sync('dataverse-feed'),
    find: 'return { held: undoubted(moved), caughtUp: now };\n  } catch',
    replace: 'return { held: undoubted(moved), caughtUp: engine.clock.now() };\n  } catch',
  },
  {
    name: 'refusal-is-pending',
    what: 'a row that was refused for good is said to be tried again',
    file: sync('writing'),
    find: "    status: 'error',\n    action: 'refused',\n    reason: {\n      code: side",
    replace: "    status: 'pending',\n    action: 'refused',\n    reason: {\n      code: side",
    isCheap: true,
  },
  {
    name: 'refused-again-and-again',
    what: 'a row that was refused for good is sent again whenever somebody looks',
    file: sync('hold'),
    find: 'return record.checkedAt !== null && sameHere && sameThere;',
    replace: 'return record.checkedAt === 0 && sameHere && sameThere;',
  },
];
