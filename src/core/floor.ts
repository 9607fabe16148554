import type { PolicyRule } from './policy';

type FloorRule = Omit<PolicyRule, 'origin'>;

/** Files whose change, or very existence, belongs to no fix. */
const forbidden: readonly FloorRule[] = [
  {
    tier: 'forbidden',
    reason: 'hooks and settings of the version control system run commands by themselves',
    globs: ['.git', '.hg', '.svn', '.jj'],
  },
  {
    tier: 'forbidden',
    reason: 'a fix may not change the policy that it is judged by',
    globs: ['.countersign'],
  },
  { tier: 'forbidden', reason: 'a fix may not write its own record', globs: ['.ai-bom'] },
  {
    tier: 'forbidden',
    reason: 'the journal of pending fixes is kept in there',
    globs: ['workspaceStorage', 'globalStorage'],
  },
];

/**
 * What decides who gets in. A stem that stands in no harmless word is looked for anywhere in a
 * name; a short one (`auth`, `key`, `token`) only as a word of its own, so that `author.js`,
 * `keyboard.ts` and `tokenizer.js` ask for no confirmation that nobody would read.
 */
const access: readonly FloorRule[] = [
  {
    tier: 'high',
    reason: 'authentication, sessions and permissions decide who gets in',
    globs: [
      '*{login,logon,signin,passw,session,oauth,permission,authent,authoriz,authoris}*',
      '{sign-in,sign_in,log-in,log_in}*',
    ],
    words: [
      ...['auth', 'authn', 'authz', 'acl', 'rbac', 'sso', 'saml', 'oidc', 'ldap', 'mfa', 'otp'],
      ...['totp', 'webauthn', 'passkey', 'passkeys', 'csrf', 'xsrf', 'role', 'roles'],
      ...['privilege', 'privileges', 'cookie', 'cookies'],
    ],
  },
  {
    tier: 'high',
    reason: 'cryptography, keys and secrets protect everything else',
    globs: [
      '*{crypt,cipher,secret,credential,jwt,keystore,apikey,privatekey}*',
      '*.{pem,key,p12,pfx,jks,cer,crt,der,asc,gpg}',
      '{id_rsa,id_ecdsa,id_ed25519,.env,.netrc,_netrc,kubeconfig}*',
      '{.ssh,.gnupg,.aws,.azure,.kube,.docker,.dockercfg,.pgpass,.htpasswd,.vault-token,*.env}',
    ],
    words: [
      ...['key', 'keys', 'token', 'tokens', 'tls', 'ssl', 'cert', 'certs', 'certificate'],
      ...['certificates', 'pki', 'kms', 'vault', 'hmac', 'hash', 'hashing', 'signature', 'signing'],
    ],
  },
];

/** What runs, or steers what runs, on the machine of a developer or of CI. */
const execution: readonly FloorRule[] = [
  {
    tier: 'high',
    reason: 'CI and repository automation run with the credentials of the project',
    globs: [
      '{.github,.gitlab,.circleci,.buildkite,.forgejo,.gitea,.teamcity,.semaphore,.tekton,.ci}',
      '{.azure-pipelines,.woodpecker,.harness,.codefresh}',
      '{.gitlab-ci,.travis,appveyor,.appveyor,.drone,.woodpecker,azure-pipelines}*.{yml,yaml}',
      '{bitbucket-pipelines,cloudbuild,buildspec,codefresh,wercker,action}.{yml,yaml}',
      '{Jenkinsfile,CODEOWNERS,renovate.json}*',
    ],
  },
  {
    tier: 'high',
    reason: 'configuration of editors and coding agents makes them run commands',
    globs: [
      '{.vscode,.vscode-*,.vs,.idea,.fleet,.zed,.settings,.devcontainer,.devcontainer.json}',
      '{devcontainer.json,*.code-workspace,*.iml,*.sublime-project,.exrc,.vimrc,.nvim.lua,.nvimrc}',
      '{.mcp,mcp}*.json',
      '{AGENTS,AGENT,AGENTS.*,CLAUDE,CLAUDE.*,GEMINI,GEMINI.*,SKILL,copilot-instructions}.md',
      '*.{instructions,prompt,chatmode,agent}.md',
      '{.cursor,.claude,.gemini,.codex,.agents,.windsurf,.codeium,.cline,.roo,.kilocode}*',
      '{.aider,.continue,.opencode,opencode.json,.amazonq,.kiro,.junie,.goose,.trae,.augment}*',
      '{.tabnine,.sourcegraph,.cody,.qodo,.llm,.copilot}*',
    ],
  },
  {
    tier: 'high',
    reason: 'hooks run on every commit or push',
    globs: [
      '{.husky,.githooks,.git-hooks,githooks,git-hooks,.hooks}',
      '{lefthook,.lefthook,lefthook-local,.lefthook-local,.overcommit}*',
      '{.pre-commit-config,.pre-commit-hooks}.{yml,yaml}',
      '{.lintstagedrc,.simple-git-hooks,.huskyrc,.commitlintrc}*',
    ],
  },
  {
    tier: 'high',
    reason: 'settings of Git and of package managers choose what is fetched and run',
    globs: [
      '{.npmrc,.yarnrc,.pnpmfile,pnpmfile,bunfig.toml,.bunfig.toml}*',
      '{.yarn,.cargo,.bundle,.mvn,.m2,.gitattributes,.gitmodules,.gitconfig}',
      '{pip.conf,pip.ini,.pypirc,.gemrc,.condarc,nuget.config,.terraformrc,.tool-versions}',
      '{mise.toml,.mise.toml,.envrc,.nvmrc}',
    ],
  },
  {
    tier: 'high',
    reason: 'build scripts run on the machines of developers and of CI',
    globs: [
      '*.{sh,bash,zsh,fish,ps1,psm1,bat,cmd,mk,cmake,bzl,gradle,gradle.kts,gyp,gypi,targets,props}',
      '{Makefile,GNUmakefile,Dockerfile,Containerfile,Jakefile,Rakefile,Gruntfile,Gulpfile}*',
      '{*.Dockerfile,.dockerignore,CMakeLists.txt,Justfile,.justfile,Taskfile.yml,Taskfile.yaml}',
      '{gradlew,mvnw,gradle-wrapper.properties,BUILD.bazel,WORKSPACE.bazel,MODULE.bazel,.bazelrc}',
      '*.config.{js,cjs,mjs,ts,cts,mts,json}',
      '{.babelrc,.swcrc,.mocharc,.jestrc,webpack.}*',
      '{setup.py,conftest.py,noxfile.py,build.rs,/scripts}',
    ],
  },
];

/** What a mistake in is hard to take back, or what would hide a mistake. */
const lasting: readonly FloorRule[] = [
  {
    tier: 'high',
    reason: 'migrations change stored data and cannot be undone by reverting a commit',
    globs: ['{alembic,flyway,liquibase,*.sql,schema.prisma}', '**/db/migrate'],
    words: ['migration', 'migrations'],
  },
  {
    tier: 'high',
    reason: 'infrastructure decides what is reachable and with which rights it runs',
    globs: [
      '*.{tf,tfvars,hcl,bicep,nomad,rules}',
      '{k8s,kubernetes,helm,terraform,ansible,cloudformation,pulumi,kustomize,argocd}',
      '{docker-compose,docker-compose.*,compose,compose.*,Pulumi,Pulumi.*}.{yml,yaml}',
      '{serverless,serverless.*,kustomization,playbook,playbook-*}.{yml,yaml}',
      '{Chart.yaml,cdk.json,Vagrantfile,Procfile,nginx.conf,*.nginx,Caddyfile,.htaccess}',
      '{vercel.json,netlify.toml,fly.toml,wrangler.*,firebase.json,render.yaml,web.config}',
    ],
  },
  {
    tier: 'high',
    reason: 'configuration and reports of scanners could be changed to silence a finding',
    globs: [
      '{.eslintrc,.eslintignore,.oxlintrc,.semgrep,.trivy,.gitleaks,.golangci,.rubocop}*',
      '{.checkov,.tfsec,.hadolint,.bandit,.brakeman,.bearer,.njsscan,.osv-scanner,.grype}*',
      '{semgrep,bandit,trivy,checkov,biome,audit-ci,osv-scanner,codeql-config}.{yml,yaml,json,toml}',
      '{.codeql,.snyk,.nsprc,.retireignore,.auditignore,.secrets.baseline,biome.jsonc,.sarif}',
      '{sonar-project.properties,.sonarcloud.properties,.flake8,.pylintrc,ruff.toml,*.sarif}',
    ],
  },
  {
    tier: 'high',
    ownFindingTier: 'moderate',
    reason: 'manifests and lockfiles decide which foreign code is installed',
    globs: [
      '{package.json,package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml}',
      '{pnpm-workspace.yaml,bun.lock,bun.lockb,deno.json,deno.jsonc,deno.lock,bower.json}',
      '{requirements*.txt,requirements*.in,constraints*.txt,Pipfile,Pipfile.lock,poetry.lock}',
      '{pyproject.toml,setup.cfg,uv.lock,pdm.lock,environment.yml}',
      '{go.mod,go.sum,go.work,Cargo.toml,Cargo.lock,Gemfile,Gemfile.lock,*.gemspec}',
      '{composer.json,composer.lock,pom.xml,gradle.lockfile,libs.versions.toml,*.csproj}',
      '{packages.lock.json,packages.config,mix.exs,mix.lock,Package.swift,Package.resolved}',
      '{Podfile,Podfile.lock,pubspec.yaml,pubspec.lock}',
    ],
  },
];

/** Compiled in: no setting, no policy file and no draft can loosen it. */
export const builtInFloor: readonly PolicyRule[] = [
  ...forbidden,
  ...access,
  ...execution,
  ...lasting,
].map((rule) => ({ ...rule, origin: 'built-in' }));
