import "opportunity-stage/define";
import { isPlatformBrowser } from "@angular/common";
import {
  afterNextRender,
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  inject,
  makeStateKey,
  PLATFORM_ID,
  REQUEST,
  signal,
  TransferState,
} from "@angular/core";
import { connect, type OpportunityMatch } from "opportunity-stage";
import type { OpportunityStageEventMap } from "opportunity-stage/element";

const INSTANCE_URL = makeStateKey<string>("instanceUrl");

@Component({
  selector: "app-root",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <h1>Deals of Acme</h1>
    <ul>
      @for (deal of deals(); track deal.id) {
        <li>
          <button (click)="id.set(deal.id)">{{ deal.name }}</button>
        </li>
      }
    </ul>
    @if (id(); as id) {
      <opportunity-stage
        [instanceUrl]="instanceUrl"
        [opportunity]="id"
        [accessToken]="accessToken"
        [allowedOrigins]="[instanceUrl]"
        (stage-saved)="saved($event)"
      ></opportunity-stage>
    }
    <p role="status">{{ status() }}</p>
  `,
})
export class Deals {
  readonly #state = inject(TransferState);
  readonly #request = inject(REQUEST, { optional: true });
  readonly instanceUrl: string;
  readonly deals = signal<readonly OpportunityMatch[]>([]);
  readonly id: ReturnType<typeof signal<string>>;
  readonly status = signal("");

  constructor() {
    const isBrowser = isPlatformBrowser(inject(PLATFORM_ID));
    if (!isBrowser) this.#state.set(INSTANCE_URL, process.env["INSTANCE_URL"] ?? "http://localhost:8081");
    this.instanceUrl = this.#state.get(INSTANCE_URL, "");
    const address = isBrowser ? location.href : (this.#request?.url ?? "http://localhost/");
    this.id = signal(new URL(address).searchParams.get("deal") ?? "");
    afterNextRender(async () => {
      const { instanceUrl, accessToken } = this;
      const salesforce = await connect({ instanceUrl, allowedOrigins: [instanceUrl], accessToken });
      this.deals.set(await salesforce.find({ account: "Acme" }));
    });
  }

  readonly accessToken = async () => (await fetch("/token")).text();

  saved({ detail }: OpportunityStageEventMap["stage-saved"]) {
    this.status.set(`Saved: ${detail.receipt.after["StageName"]}`);
  }
}
