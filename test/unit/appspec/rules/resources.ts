import { bundle, type Rule, top } from './rule.ts';

export const resourceRules: readonly Rule[] = [
  {
    name: 'an AppSpec file for Lambda',
    breaks: bundle(
      'version: 0.0\nResources:\n  - shop:\n      Type: AWS::Lambda::Function\n      Properties:\n        Name: shop\n        Alias: live\n        CurrentVersion: "1"\n        TargetVersion: "2"\n',
    ),
    keeps: bundle(`${top}files: []\n`),
    says: ['error', 'appspec.yml:2', /for AWS Lambda\. Instances cannot use it/],
    agent: { fails: 'BeforeInstall', message: /unsupported operating system \(\)/ },
  },
  {
    name: 'an AppSpec file for ECS',
    breaks: bundle(
      'version: 0.0\nresources:\n  - TargetService:\n      type: AWS::ECS::Service\n      properties:\n        taskDefinition: arn\n        loadBalancerInfo:\n          containerName: web\n          containerPort: 80\n',
    ),
    keeps: bundle(`${top}hooks: {}\n`),
    says: ['error', 'appspec.yml:2', /for Amazon ECS\. Instances cannot use it/],
    agent: { fails: 'BeforeInstall', message: /unsupported operating system \(\)/ },
  },
];
