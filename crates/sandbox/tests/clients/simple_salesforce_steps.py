"""simple-salesforce as it is published. It writes https:// itself, so a mounted adapter sends that over plain http."""

import json
import os
import traceback

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceExpiredSession

SANDBOX = json.loads(os.environ["SANDBOX"])
ADDRESS = SANDBOX["address"]


class Plain(HTTPAdapter):
    def send(self, request, **kwargs):
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, **kwargs)


def connect(token):
    session = requests.Session()
    session.mount(ADDRESS.replace("http://", "https://"), Plain())
    return Salesforce(instance_url=ADDRESS, session_id=token, version="64.0", session=session)


def step(name, run):
    try:
        line = {"ok": True, "detail": run()}
    except Exception:
        line = {"ok": False, "detail": traceback.format_exc()}
    print(json.dumps({"client": "simple-salesforce", "step": name, **line}), flush=True)


sf = connect(SANDBOX["token"])


def find(name):
    return sf.query(f"SELECT Id FROM Opportunity WHERE Name = '{name}'")["records"][0]["Id"]


DEAL = find("Acme - 200 Widgets")


def identity():
    answer = sf.oauth2("userinfo", method="GET")
    assert answer["user_id"] == SANDBOX["userId"], answer
    return answer["name"]


def query():
    answer = sf.query("SELECT Id, Name, StageName FROM Opportunity WHERE Account.Name = 'O\\'Brien & Co'")
    assert answer["done"] and answer["totalSize"] > 0
    return f"{answer['totalSize']} rows"


def describe():
    return f"{len(sf.Opportunity.describe()['fields'])} fields"


def retrieve():
    record = sf.Opportunity.get(DEAL)
    assert record["StageName"] == "Proposal/Price Quote", record
    return record["Name"]


def update():
    assert sf.Opportunity.update(DEAL, {"StageName": "Negotiation/Review"}) == 204
    return sf.Opportunity.get(DEAL)["StageName"]


def collection():
    names = [DEAL, find("United Oil Refinery Generators"), find("Edge Emergency Generator")]
    records = [{"attributes": {"type": "Opportunity"}, "Id": i, "StageName": "Qualification"} for i in names]
    body = {"allOrNone": False, "records": records}
    answer = sf.restful("composite/sobjects", method="PATCH", json=body)
    assert [r["success"] for r in answer] == [True, False, True], answer
    return answer[1]["errors"][0]["statusCode"]


def bulk():
    rows = [{"Name": f"Bulk py {n}", "StageName": "Prospecting", "CloseDate": "2030-01-31"} for n in range(998)]
    made = sf.bulk2.Opportunity.insert(records=rows)
    assert sum(job["numberRecordsProcessed"] for job in made) == 998, made
    ids = [r["Id"] for r in sf.query_all("SELECT Id FROM Opportunity WHERE Name LIKE 'Bulk py %'")["records"]]
    assert len(ids) == 998, len(ids)
    locked = find("United Oil Office Portable Generators")
    records = [{"Id": i, "StageName": "Qualification"} for i in [*ids, "006Hs0000000000AAA", locked]]
    done = sf.bulk2.Opportunity.update(records=records)
    assert [(j["numberRecordsProcessed"], j["numberRecordsFailed"]) for j in done] == [(1000, 2)], done
    failed = sf.bulk2.Opportunity.get_failed_records(done[0]["job_id"])
    return ", ".join(sorted(line.split('","')[1].split(":")[0] for line in failed.splitlines()[1:]))


def refresh():
    app = {"client_id": "portal", "redirect_uri": "http://localhost:8080/callback"}
    form = {**app, "response_type": "code", "scope": "api refresh_token", "decision": "allow"}
    consent = requests.post(f"{ADDRESS}/services/oauth2/authorize", data=form, allow_redirects=False)
    location = requests.utils.urlparse(consent.headers["location"])
    code = requests.utils.unquote(dict(p.split("=", 1) for p in location.query.split("&"))["code"])
    grant = {**app, "grant_type": "authorization_code", "code": code, "client_secret": "s"}
    first = requests.post(f"{ADDRESS}/services/oauth2/token", data=grant).json()
    own = connect(first["access_token"])
    requests.post(f"{ADDRESS}/sandbox/sessions/expire")
    try:
        own.Opportunity.update(DEAL, {"StageName": "Prospecting"})
        raise AssertionError("the expired token was taken")
    except SalesforceExpiredSession as expired:
        assert expired.status == 401
    grant = {"grant_type": "refresh_token", "client_id": "portal", "refresh_token": first["refresh_token"]}
    second = requests.post(f"{ADDRESS}/services/oauth2/token", data=grant).json()
    assert connect(second["access_token"]).Opportunity.update(DEAL, {"StageName": "Prospecting"}) == 204
    return "401, refreshed by the host, repeated"


step("identity", identity)
step("query O'Brien & Co", query)
step("describe", describe)
step("retrieve", retrieve)
step("update one", update)
step("collection of 3, one fails", collection)
step("Bulk 2.0, 1,000 rows, 2 fail", bulk)
step("refresh after an expired token", refresh)
requests.post(f"{ADDRESS}/sandbox/reset")
