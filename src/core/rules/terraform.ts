import { configLanguage } from './configLanguage';
import { readTerraform } from './terraformBlocks';
import { openIngress } from './terraformNetwork';
import { iamWildcard } from './terraformPolicies';
import {
  insecureTransport,
  noEncryption,
  publicDatabase,
  publicStorage,
} from './terraformResources';
import { terraformSecret } from './terraformSecrets';

/** The code of an infrastructure, for Terraform and OpenTofu. */
export const terraform = configLanguage({
  language: 'terraform',
  parse: readTerraform,
  rules: [
    publicStorage,
    openIngress,
    noEncryption,
    publicDatabase,
    iamWildcard,
    terraformSecret,
    insecureTransport,
  ],
});
