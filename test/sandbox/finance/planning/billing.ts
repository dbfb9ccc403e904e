import { of, type Tables } from '../business/tables';
import { instant } from '../integration/errors';
import type { Row } from '../model/value';

/**
 * A contract line makes a billing rule: time and material a rule of that type, fixed price a milestone rule ("Project Operations setup and
 * configuration data integration").
 */
export function billingRule(tables: Tables, before: Row | null, after: Row | null): void {
  const row = after ?? before;
  if (!row) return;
  const own = {
    dataAreaId: row['dataAreaId'] ?? '',
    ProjectContractId: row['ProjectContractId'] ?? '',
    LineSequenceNumber: row['LineSequenceNumber'] ?? '0',
  };
  const values = after && {
    ContractLineId: after['ContractLineId'] ?? '',
    ProjectId: after['LineProjectId'] ?? '',
    RuleType: after['BillingMethod'] === 'TimeMaterial' ? 'TimeAndMaterial' : 'Milestone',
    Description: after['Description'] ?? '',
    Amount: after['LineAmount'] ?? '0',
  };
  tables.follow('BillingRules', own, values, () => ({
    BillingRuleId: tables.number('BillingRule', own.dataAreaId, 'BR-'),
  }));
}

/**
 * A milestone makes an on-account transaction; the first one of a contract line makes a fixed-price revenue estimate project for the line's
 * project as well (same page, "Billing milestones").
 */
export function onAccountTransaction(tables: Tables, before: Row | null, after: Row | null, now: number): void {
  const row = after ?? before;
  if (!row) return;
  const company = row['dataAreaId'] ?? '';
  const own = { dataAreaId: company, MilestoneIdentifier: row['ContractLineMilestoneIdentifier'] ?? '' };
  const values = after && {
    MilestoneGuid: after['ContractLineMilestoneGuid'] ?? '',
    ProjectContractId: after['ProjectContractId'] ?? '',
    ContractLineId: after['ContractLineId'] ?? '',
    ProjectId: after['ProjectNumber'] ?? '',
    Description: after['Description'] ?? '',
    TransactionDate: after['TransactionDate'] ?? '',
    CurrencyCode: after['CurrencyCode'] ?? '',
    Amount: after['Amount'] ?? '0',
  };
  const isNew = tables.follow('OnAccountTransactions', own, values, () => ({
    TransId: tables.number('OnAccount', company, 'OA-'),
    TransStatus: 'Registered',
  }));
  if (isNew && values) estimateProject(tables, company, values, now);
}

function estimateProject(tables: Tables, company: string, milestone: Row, now: number): void {
  const line = { dataAreaId: company, ContractLineId: milestone['ContractLineId'] ?? '' };
  if (line.ContractLineId === '' || tables.first('EstimateProjects', line)) return;
  tables.add('EstimateProjects', {
    ...line,
    EstimateProjectId: tables.number('EstimateProject', company, 'FPE-'),
    ProjectId: milestone['ProjectId'] ?? '',
    CreatedAt: instant(now),
  });
}

/** What stands against deleting a contract line: something of it is in a proposal or invoiced (text assumed). */
export function againstDeletingLine(tables: Tables, row: Row): string | null {
  const line = { dataAreaId: row['dataAreaId'] ?? '', ContractLineId: row['ContractLineId'] ?? '' };
  if (line.ContractLineId === '') return null;
  if (tables.count('InvoiceProposalLines', line) > 0) {
    return `Contract line ${line.ContractLineId} cannot be deleted because it has been billed.`;
  }
  return tables.count('ProjectContractLineMilestones', line) > 0
    ? `Contract line ${line.ContractLineId} cannot be deleted while it has on-account transactions.`
    : null;
}

/** A milestone that is in a proposal or invoiced stays (text assumed). */
export function againstDeletingMilestone(tables: Tables, row: Row): string | null {
  const own = {
    dataAreaId: row['dataAreaId'] ?? '',
    MilestoneIdentifier: row['ContractLineMilestoneIdentifier'] ?? '',
  };
  const there = tables.first('OnAccountTransactions', own);
  return there && ['InvoiceProposal', 'Invoiced'].includes(of(there, 'TransStatus'))
    ? `On-account transaction ${of(there, 'TransId')} cannot be deleted because it has been billed.`
    : null;
}
