import "opportunity-stage/define";
import { Component, CUSTOM_ELEMENTS_SCHEMA, type OnInit, signal } from "@angular/core";
import { connect, type OpportunityMatch } from "opportunity-stage";
import type { OpportunityStageEventMap } from "opportunity-stage/element";
import { accessToken, allowedOrigins, instanceUrl } from "./portal";

@Component({
  selector: "app-root",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <h1>Deals of {{ account }}</h1>
    <ul>
      @for (deal of deals(); track deal.id) {
        <li>
          <button (click)="id.set(deal.id)">{{ deal.name }}</button>
        </li>
      }
    </ul>
    @if (id(); as id) {
      <!-- #region stage -->
      <opportunity-stage
        [instanceUrl]="instanceUrl"
        [opportunity]="id"
        [accessToken]="accessToken"
        [allowedOrigins]="allowedOrigins"
        (stage-saved)="saved($event)"
      ></opportunity-stage>
      <!-- #endregion -->
    }
    <p role="status">{{ status() }}</p>
  `,
})
export class Deals implements OnInit {
  readonly account = "Acme";
  readonly instanceUrl = instanceUrl;
  readonly allowedOrigins = allowedOrigins;
  readonly accessToken = accessToken;
  readonly deals = signal<readonly OpportunityMatch[]>([]);
  readonly id = signal("");
  readonly status = signal("");

  async ngOnInit() {
    const salesforce = await connect({ instanceUrl, allowedOrigins, accessToken });
    this.deals.set(await salesforce.find({ account: this.account }));
  }

  saved({ detail }: OpportunityStageEventMap["stage-saved"]) {
    this.status.set(`Saved: ${detail.receipt.after["StageName"]}`);
  }
}
