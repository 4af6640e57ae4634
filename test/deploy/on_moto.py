"""The template before moto: made, filled as the runbook says, deleted. One command a run, answers as JSON.

python on_moto.py types   TEMPLATE                    which types of the template moto makes and which it does not
python on_moto.py schemas TEMPLATE LINTER FOLDER      how many problems cfn-lint has with each resource once it holds nonsense
python on_moto.py commands JSON                          what AWS does not know of these commands
python on_moto.py create  TEMPLATE ENDPOINT KEYRING NEIGHBOURS PIN
python on_moto.py delete  ENDPOINT
"""

import io
import json
import subprocess
import sys
import time
import urllib.request
import zipfile

command, arguments = sys.argv[1], sys.argv[2:]


def read(path):
    with open(path) as file:
        return json.load(file)


def types(path):
    from moto.cloudformation.parsing import get_model_map

    here = {resource['Type'] for resource in read(path)['Resources'].values()}
    return dict(known=sorted(here & set(get_model_map())), unknown=sorted(here - set(get_model_map())))


def schemas(path, linter, folder):
    template = read(path)
    for resource in template['Resources'].values():
        resource.setdefault('Properties', {})['NoSuchPropertyAtAll'] = 'nonsense'
    broken = folder + '/nonsense.json'
    with open(broken, 'w') as file:
        json.dump(template, file)
    told = subprocess.run([linter, '-r', 'us-east-1', '-f', 'json', '-t', broken], capture_output=True, text=True)
    found = {}
    for problem in json.loads(told.stdout):
        at = problem['Location']['Path']
        if problem['Rule']['Id'] == 'E3002' and at and 'NoSuchPropertyAtAll' in at:
            found[at[1]] = found.get(at[1], 0) + 1
    return found


def commands(given):
    """What the models of AWS's services do not know of commands for its command line: operations, parameters."""
    import re

    import botocore.session

    session = botocore.session.get_session()
    wrong = []
    for line in json.loads(given):
        service, operation, rest = (line.split(None, 2) + [''])[:3]
        model = session.get_service_model(service)
        named = {re.sub(r'(?<!^)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z0-9])', '-', one).lower(): one for one in model.operation_names}
        if operation not in named:
            wrong.append(f'{service} {operation}')
            continue
        members = {one.lower() for one in model.operation_model(named[operation]).input_shape.members}
        for option in re.findall(r'--([a-z-]+)', rest):
            if option.replace('-', '') not in members and option not in ('permanent',):
                wrong.append(f'{service} {operation} --{option}')
    return wrong


def connect(endpoint):
    import boto3

    for _ in range(150):
        try:
            urllib.request.urlopen(endpoint + '/moto-api/', timeout=2)
            break
        except Exception:
            time.sleep(0.2)
    keys = dict(aws_access_key_id='a', aws_secret_access_key='b')
    return lambda name: boto3.client(name, endpoint_url=endpoint, region_name='us-east-1', **keys)


def without(template, gone):
    """The template without some resources; what names them gets a made-up value."""
    made_up = 'arn:aws:lex:us-east-1:123456789012:made-up'

    def prune(value):
        if isinstance(value, dict):
            got = value.get('Fn::GetAtt')
            if got and (got[0] if isinstance(got, list) else got.split('.')[0]) in gone:
                return made_up
            if value.get('Ref') in gone:
                return made_up
            if 'Fn::Sub' in value and any('${' + name in json.dumps(value['Fn::Sub']) for name in gone):
                return made_up
            return {name: prune(inside) for name, inside in value.items()}
        return [prune(inside) for inside in value] if isinstance(value, list) else value

    rest = {}
    for name, resource in template['Resources'].items():
        if name in gone:
            continue
        resource = prune(resource)
        given = resource.pop('DependsOn', [])
        left = [one for one in ([given] if isinstance(given, str) else given) if one not in gone]
        if left:
            resource['DependsOn'] = left
        rest[name] = resource
    return {**template, 'Resources': rest, 'Outputs': {}}


def properties(client, operation, given):
    """The properties of a resource that are parameters of the operation which makes it: all of them, or it is an error."""
    known = client.meta.service_model.operation_model(operation).input_shape.members
    strange = set(given) - set(known)
    assert not strange, f'{operation} does not take {strange}'
    return given


def create(path, endpoint, keyring, neighbours, pin):
    client = connect(endpoint)
    template = read(path)
    s3 = client('s3')
    s3.create_bucket(Bucket='artifacts')
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, 'w') as archive:
        archive.writestr('index.mjs', 'export const handler = async () => ({})')
    for name in ['web', 'console', 'voice', 'keypad', 'events', 'sweep', 'setup']:
        s3.put_object(Bucket='artifacts', Key='voicegrant/' + name + '.zip', Body=packed.getvalue())
    unknown = set(types(path)['unknown'])
    # A custom resource would wait for a Lambda to run, which moto does in a container.
    gone = {name for name, resource in template['Resources'].items() if resource['Type'] in unknown}
    s3.put_object(Bucket='artifacts', Key='t.json', Body=json.dumps(without(template, gone)))
    account = 'arn:aws:connect:us-east-1:123456789012:instance/9f8e7d6c-0000-4000-8000-000000000001'
    given = dict(
        TwilioAccountSid='AC' + '0' * 32, TwilioMessagingService='MG' + '0' * 32, TwilioApiKeySid='SK' + '0' * 32,
        TwilioApiKeySecret='x' * 20, TwilioAuthToken='y' * 20, Brand='Northwind', KeepData='no',
        AccountUrl='https://accounts.example', AccountToken='z' * 20, ArtifactBucket='artifacts',
        ConnectInstanceArn=account, CalledNumber='+442079460000',
    )
    cfn = client('cloudformation')
    cfn.create_stack(
        StackName='vg', TemplateURL='https://s3.amazonaws.com/artifacts/t.json', Capabilities=['CAPABILITY_IAM'],
        Parameters=[dict(ParameterKey=name, ParameterValue=value) for name, value in given.items()])
    status = cfn.describe_stacks(StackName='vg')['Stacks'][0]['StackStatus']
    # Of permissions moto tells nothing.
    told = cfn.describe_stack_resources(StackName='vg')['StackResources']
    made = {one['LogicalResourceId']: one['PhysicalResourceId'] for one in told if 'PhysicalResourceId' in one}
    table = client('dynamodb').describe_table(TableName=made['Table'])['Table']

    # What moto makes, but not from a template: by the very properties that the template has.
    cognito = client('cognito-idp')
    wanted = {name: dict(template['Resources'][name]['Properties']) for name in ['UserPool', 'UserPoolClient']}
    wanted['UserPool'].update(DeletionProtection='INACTIVE')
    wanted['UserPool']['PoolName'] = 'vg-callers'
    del wanted['UserPool']['UserPoolName']
    pool = cognito.create_user_pool(**properties(cognito, 'CreateUserPool', wanted['UserPool']))['UserPool']['Id']
    wanted['UserPoolClient'].update(UserPoolId=pool)
    app = cognito.create_user_pool_client(**properties(cognito, 'CreateUserPoolClient', wanted['UserPoolClient']))['UserPoolClient']
    # As docs/deploy.md says it.
    cognito.admin_create_user(
        UserPoolId=pool, Username='10012345', MessageAction='SUPPRESS',
        UserAttributes=[dict(Name=name, Value=value) for name, value in {
            'phone_number': '+15555550142', 'phone_number_verified': 'true', 'custom:account': 'acct_maria-ortiz'}.items()])
    cognito.admin_set_user_password(UserPoolId=pool, Username='10012345', Password=pin, Permanent=True)
    secrets = client('secretsmanager')
    for name, text in dict(
        keyring=keyring, neighbours=neighbours, origin=json.dumps(dict(ORIGIN_SECRET='only-cloudfront-knows-this')),
        cognito=json.dumps(dict(VOICEGRANT_COGNITO_CLIENT_SECRET=app['ClientSecret'])),
    ).items():
        secrets.create_secret(Name=name, SecretString=text)
    return dict(
        status=status, keys=[one['AttributeName'] for one in table['KeySchema']],
        table=made['Table'], clientId=app['ClientId'], pool=pool,
        functions=sorted(one['FunctionName'].split('-')[1] for one in client('lambda').list_functions()['Functions']),
        roles=len(client('iam').list_roles()['Roles']), logs=len(client('logs').describe_log_groups()['logGroups']),
        rules=len(client('events').list_rules()['Rules']), buckets=len(s3.list_buckets()['Buckets']))


def delete(endpoint):
    client = connect(endpoint)
    client('cloudformation').delete_stack(StackName='vg')
    return dict(
        tables=client('dynamodb').list_tables()['TableNames'],
        functions=[one['FunctionName'] for one in client('lambda').list_functions()['Functions']],
        roles=[one['RoleName'] for one in client('iam').list_roles()['Roles']],
        logs=[one['logGroupName'] for one in client('logs').describe_log_groups()['logGroups']],
        rules=[one['Name'] for one in client('events').list_rules()['Rules']],
        buckets=[one['Name'] for one in client('s3').list_buckets()['Buckets']],
        dashboards=[one['DashboardName'] for one in client('cloudwatch').list_dashboards()['DashboardEntries']])


print(json.dumps(dict(types=types, schemas=schemas, commands=commands, create=create, delete=delete)[command](*arguments)))
