/** Every id that package.json knows. A unit test holds the two together, in both directions. */

export const commands = {
  openReport: 'countersign.openReport',
  refreshFindings: 'countersign.refreshFindings',
  revealFinding: 'countersign.revealFinding',
  reviewFix: 'countersign.reviewFix',
  reviewDependencyFix: 'countersign.reviewDependencyFix',
  acceptDraft: 'countersign.acceptDraft',
  rejectDraft: 'countersign.rejectDraft',
  recheckDraft: 'countersign.recheckDraft',
  showReview: 'countersign.showReview',
  stageFix: 'countersign.stageFix',
  finishPending: 'countersign.finishPending',
  exportAiBom: 'countersign.exportAiBom',
  verifyAiBom: 'countersign.verifyAiBom',
  forgetConsent: 'countersign.forgetConsent',
  runSlowChecks: 'countersign.runSlowChecks',
  cancelSlowChecks: 'countersign.cancelSlowChecks',
  forgetRunConsent: 'countersign.forgetRunConsent',
  runScanner: 'countersign.runScanner',
  runScannerAgain: 'countersign.runScannerAgain',
  scanWorkspace: 'countersign.scanWorkspace',
  reviewBranch: 'countersign.reviewBranch',
  groupFindings: 'countersign.groupFindings',
  filterFindings: 'countersign.filterFindings',
  clearFilter: 'countersign.clearFilter',
  revealInTree: 'countersign.revealInTree',
  nextFinding: 'countersign.nextFinding',
  previousFinding: 'countersign.previousFinding',
  showFlowStep: 'countersign.showFlowStep',
  nextFlowStep: 'countersign.nextFlowStep',
  previousFlowStep: 'countersign.previousFlowStep',
  endFlow: 'countersign.endFlow',
  setAside: 'countersign.setAside',
  revive: 'countersign.revive',
  adoptDiagnostic: 'countersign.adoptDiagnostic',
  createPolicy: 'countersign.createPolicy',
  showLog: 'countersign.showLog',
} as const;

export const views = {
  findings: 'countersign.findings',
  review: 'countersign.review',
} as const;

export const viewContainers = {
  findings: 'countersign',
  review: 'countersignReview',
} as const;

export const settings = {
  reports: 'countersign.reports.include',
  reportMaxMegabytes: 'countersign.reports.maxMegabytes',
  scanners: 'countersign.scanners',
  adoptSources: 'countersign.adopt.sources',
  scanEnabled: 'countersign.scan.enabled',
  testCommand: 'countersign.checks.testCommand',
  checkTimeLimit: 'countersign.checks.timeLimit',
} as const;

/** URI schemes: the immutable base and the editable draft. */
export const schemes = {
  base: 'countersign-base',
  draft: 'countersign-draft',
  branch: 'countersign-branch',
} as const;

export const diagnosticSource = 'Countersign';
