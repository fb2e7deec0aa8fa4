"""What the Salesforce CLI asks: paths with a double slash, userinfo, its user, the organization, a query's columns."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request

SANDBOX = json.loads(os.environ["SANDBOX"])
ADDRESS = SANDBOX["address"]


def ask(path, method="GET", body=None):
    request = urllib.request.Request(ADDRESS + path, method=method)
    request.add_header("Authorization", "Bearer " + SANDBOX["token"])
    data = None
    if body is not None:
        request.add_header("Content-Type", "application/json")
        data = json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request, data) as answer:
            text = answer.read()
            return answer.status, json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def query(soql, more=""):
    return ask("//services/data/v64.0/query?q=" + urllib.parse.quote(soql) + more)


def step(name, run):
    try:
        line = {"ok": True, "detail": run()}
    except Exception as error:
        line = {"ok": False, "detail": repr(error)}
    print(json.dumps({"client": "Salesforce CLI's requests", "step": name, **line}), flush=True)


DEAL = query("SELECT Id FROM Opportunity WHERE Name = 'Acme - 200 Widgets'")[1]["records"][0]["Id"]


def identity():
    status, info = ask("//services/oauth2/userinfo")
    assert status == 200
    status, user = ask(f"//services/data/v64.0/sobjects/User/{info['user_id']}")
    assert status == 200 and user["Username"] == info["preferred_username"]
    soql = "SELECT Id, Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix FROM Organization"
    status, org = query(soql)
    assert status == 200 and org["totalSize"] == 1
    return org["records"][0]["Name"]


def data_query():
    soql = "SELECT Id, Name, Account.Name FROM Opportunity WHERE Account.Name = 'O\\'Brien & Co'"
    status, found = query(soql)
    assert status == 200 and found["totalSize"] > 0
    status, columns = query(soql, "&columns=true")
    assert status == 200 and [c["columnName"] for c in columns["columnMetadata"]] == ["Id", "Name", "Account.Name"]
    return f"{found['totalSize']} rows"


def retrieve():
    status, record = ask(f"//services/data/v64.0/sobjects/Opportunity/{DEAL}")
    assert status == 200
    return record["StageName"]


def describe():
    status, answer = ask("//services/data/v64.0/sobjects/Opportunity/describe")
    assert status == 200
    return f"{len(answer['fields'])} fields"


def update():
    status, body = ask(f"//services/data/v64.0/sobjects/Opportunity/{DEAL}", "PATCH", {"StageName": "Qualification"})
    assert (status, body) == (204, None)
    return "204"


step("identity", identity)
step("query O'Brien & Co", data_query)
step("describe", describe)
step("retrieve", retrieve)
step("update one", update)
urllib.request.urlopen(urllib.request.Request(ADDRESS + "/sandbox/reset", method="POST"))
