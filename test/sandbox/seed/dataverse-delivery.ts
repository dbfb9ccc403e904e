import type { Values } from '../dataverse/store/layout';
import { companyOf, type Contract, CONTRACTS, type Project, PROJECTS } from './data';
import type { Add } from './dataverse-masters';
import { currency, noon, to, toRow, user } from './references';
import { type ContractLine, DELIVERY, MASTERS, nameOf, rowId, type Task } from './rows';

/** Contract lines, funding sources, tasks, teams, assignments, estimates and milestones. Projects must be there. */
export function addDelivery(add: Add): void {
  for (const line of DELIVERY.contractLines) add('salesorderdetail', contractLineRow(line));
  for (const { number, contract, customer, terms } of DELIVERY.fundingSources) {
    add('msdyn_projectcontractsplitbillingrule', {
      msdyn_projectcontractsplitbillingruleid: rowId('msdyn_projectcontractsplitbillingrule', number),
      msdyn_projectcontractsplitbillingrulenumber: number,
      msdyn_name: `${contractOf(contract).name.slice(0, 80)} (${number.slice(-1)})`,
      msdyn_projectcontractid: to('salesorder', 'contract', contract),
      msdyn_customerid: to('account', 'account', customer),
      msdyn_paymentterms: terms === 'Net 30' ? 1 : 3,
    });
  }
  for (const number of new Set(DELIVERY.tasks.map((task) => task.project)))
    add('msdyn_projectbucket', { msdyn_projectbucketid: rowId('msdyn_projectbucket', number), msdyn_name: 'Bucket 1' });
  for (const [at, task] of DELIVERY.tasks.entries()) add('msdyn_projecttask', taskRow(task, at));
  addTeam(add);
  addEstimates(add);
  for (const milestone of DELIVERY.milestones) {
    const line = lineOf(milestone.line);
    add('msdyn_contractlinescheduleofvalue', {
      msdyn_contractlinescheduleofvalueid: rowId('msdyn_contractlinescheduleofvalue', milestone.number),
      msdyn_contractlinescheduleofvaluenumber: milestone.number,
      msdyn_name: milestone.name,
      msdyn_contract: to('salesorder', 'contract', line.contract),
      msdyn_contractlineid: toRow('salesorderdetail', line.number),
      msdyn_project: to('msdyn_project', 'project', line.project),
      msdyn_amount: milestone.amount,
      msdyn_milestonedate: noon(milestone.date),
      msdyn_invoicestatus: milestone.status === 'ready' ? 192_350_001 : 192_350_000,
      msdyn_transactionclassification: 192_350_003,
      msdyn_transactiontypecode: 192_350_005,
      transactioncurrencyid: currency(contractOf(line.contract).currency),
      ownerid: user(contractOf(line.contract).manager),
    });
  }
}

function contractOf(number: string): Contract {
  const contract = CONTRACTS.find((row) => row.number === number);
  if (!contract) throw new Error(`no contract ${number}`);
  return contract;
}

function projectOf(number: string): Project {
  const project = PROJECTS.find((row) => row.number === number);
  if (!project) throw new Error(`no project ${number}`);
  return project;
}

function lineOf(number: string): ContractLine {
  const line = DELIVERY.contractLines.find((row) => row.number === number);
  if (!line) throw new Error(`no contract line ${number}`);
  return line;
}

function contractLineRow(line: ContractLine): Values {
  const contract = contractOf(line.contract);
  const includes = (what: string): boolean => line.includes.includes(what);
  return {
    salesorderdetailid: rowId('salesorderdetail', line.number),
    salesorderdetailname: line.name,
    msdyn_salescontractlinenumber: line.number,
    lineitemnumber: line.line,
    sequencenumber: line.line,
    salesorderid: to('salesorder', 'contract', line.contract),
    msdyn_project: to('msdyn_project', 'project', line.project),
    msdyn_company: to('cdm_company', 'company', contract.company),
    msdyn_linetype: 690_970_000,
    producttypecode: 5,
    productdescription: line.name,
    isproductoverridden: true,
    msdyn_billingmethod: line.method === 'fixed' ? 192_350_001 : 192_350_000,
    msdyn_includetime: includes('time'),
    msdyn_includeexpense: includes('expense'),
    msdyn_includematerial: includes('material'),
    msdyn_includefee: includes('fee'),
    quantity: '1',
    priceperunit: line.amount,
    baseamount: line.amount,
    extendedamount: line.amount,
    propertyconfigurationstatus: 2,
    salesorderispricelocked: false,
    salesorderstatecode: 0,
    transactioncurrencyid: currency(contract.currency),
    ownerid: user(contract.manager),
  };
}

function taskRow(task: Task, at: number): Values {
  const project = projectOf(task.project);
  return {
    msdyn_projecttaskid: rowId('msdyn_projecttask', nameOf(task.project, task.wbs)),
    msdyn_subject: task.name,
    msdyn_project: to('msdyn_project', 'project', task.project),
    msdyn_projectbucket: toRow('msdyn_projectbucket', task.project),
    msdyn_parenttask: task.parent === undefined ? null : toRow('msdyn_projecttask', nameOf(task.project, task.parent)),
    msdyn_wbsid: task.wbs,
    msdyn_outlinelevel: task.wbs.split('.').length,
    msdyn_displaysequence: String(at + 1),
    msdyn_tasknumber: `T${String(at + 1).padStart(6, '0')}`,
    msdyn_activitynumber: task.number,
    msdyn_transactioncategory: toRow('msdyn_transactioncategory', task.category),
    msdyn_autoscheduling: true,
    msdyn_linkstatus: 192_350_001,
    msdyn_start: `${task.start}T09:00:00Z`,
    msdyn_finish: `${task.end}T16:00:00Z`,
    msdyn_scheduledstart: `${task.start}T09:00:00Z`,
    msdyn_scheduledend: `${task.end}T16:00:00Z`,
    msdyn_effort: Number(task.effort),
    msdyn_progress: '0',
    transactioncurrencyid: currency(companyOf(project.company).currency),
    ownerid: user(project.manager),
  };
}

function addTeam(add: Add): void {
  for (const { project, worker } of DELIVERY.team) {
    const { role, first, last } = workerOf(worker);
    add('msdyn_projectteam', {
      msdyn_projectteamid: rowId('msdyn_projectteam', nameOf(project, worker)),
      msdyn_name: `${first} ${last}`,
      msdyn_project: to('msdyn_project', 'project', project),
      msdyn_bookableresourceid: toRow('bookableresource', worker),
      msdyn_resourcecategory: toRow('bookableresourcecategory', role),
    });
  }
  for (const { project, wbs, worker, hours, cost, sales } of DELIVERY.assignments) {
    const task = taskOf(project, wbs);
    const line = servicesOf(project);
    add('msdyn_resourceassignment', {
      msdyn_name: task.name,
      msdyn_projectid: to('msdyn_project', 'project', project),
      msdyn_taskid: toRow('msdyn_projecttask', nameOf(project, wbs)),
      msdyn_projectteamid: toRow('msdyn_projectteam', nameOf(project, worker)),
      msdyn_bookableresourceid: toRow('bookableresource', worker),
      msdyn_salescontractlineid: toRow('salesorderdetail', line.number),
      msdyn_effort: Number(hours),
      msdyn_hours: hours,
      msdyn_fromdate: `${task.start}T09:00:00Z`,
      msdyn_todate: `${task.end}T16:00:00Z`,
      msdyn_start: `${task.start}T09:00:00Z`,
      msdyn_finish: `${task.end}T16:00:00Z`,
      msdyn_plannedcost: cost,
      msdyn_plannedsales: sales,
      msdyn_billingtype: 192_350_001,
      transactioncurrencyid: currency(companyOf(projectOf(project).company).currency),
    });
  }
}

function addEstimates(add: Add): void {
  for (const number of new Set(DELIVERY.estimates.map((row) => row.project)))
    add('msdyn_estimate', {
      msdyn_estimateid: rowId('msdyn_estimate', number),
      msdyn_name: projectOf(number).name,
    });
  for (const row of DELIVERY.estimates) {
    const task = taskOf(row.project, row.wbs);
    const project = projectOf(row.project);
    add('msdyn_estimateline', {
      msdyn_description: row.text,
      msdyn_estimate: toRow('msdyn_estimate', row.project),
      msdyn_project: to('msdyn_project', 'project', row.project),
      msdyn_task: toRow('msdyn_projecttask', nameOf(row.project, row.wbs)),
      msdyn_salescontractlineid: toRow('salesorderdetail', servicesOf(row.project).number),
      msdyn_transactioncategory: toRow('msdyn_transactioncategory', row.category),
      msdyn_transactionclassification: row.class === 'expense' ? 192_350_001 : 192_350_002,
      msdyn_transactiontypecode: 192_350_000,
      msdyn_billingtype: 192_350_001,
      msdyn_amountmethod: 192_350_000,
      msdyn_writeinproduct: row.class === 'material' ? row.text : null,
      msdyn_quantity: row.quantity,
      msdyn_price: row.price,
      msdyn_amount: String(Math.round(Number(row.quantity) * Number(row.price) * 100) / 100),
      msdyn_documentdate: noon(task.start),
      msdyn_startdatetime: `${task.start}T09:00:00Z`,
      msdyn_enddatetime: `${task.end}T16:00:00Z`,
      transactioncurrencyid: currency(companyOf(project.company).currency),
      ownerid: user(project.manager),
    });
  }
}

function taskOf(project: string, wbs: string): Task {
  const task = DELIVERY.tasks.find((row) => row.project === project && row.wbs === wbs);
  if (!task) throw new Error(`no task ${wbs} of ${project}`);
  return task;
}

/** The contract line that work on a project is billed by. */
function servicesOf(project: string): ContractLine {
  const line = DELIVERY.contractLines.find((row) => row.project === project && row.includes.includes('time'));
  if (!line) throw new Error(`no contract line of ${project}`);
  return line;
}

function workerOf(number: string): (typeof MASTERS.workers)[number] {
  const worker = MASTERS.workers.find((row) => row.number === number);
  if (!worker) throw new Error(`no worker ${number}`);
  return worker;
}
