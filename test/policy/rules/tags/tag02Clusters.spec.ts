import assert from "node:assert/strict";

import { GROUP, TEMPLATE } from "../../../../policy/model/tags";
import type { Node } from "../../../../policy/model/resource";
import { tag02 } from "../../../../policy/rules/tags/tag02";
import {
  ACCOUNTS,
  checkAll,
  COMMIT,
  type Given,
  INVENTORY,
  node,
  providerFor,
  unknown,
} from "../../support/world";

const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";

describe("TAG-02: tags of clusters tell the truth", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(tag02, nodes).map(({ message }) => message);
  const plain = (account: keyof typeof ACCOUNTS) => ({
    ...providerFor(account),
    props: { allowedAccountIds: JSON.stringify([ACCOUNTS[account]]) },
  });
  const tagged = (
    type: string,
    tags: unknown,
    account: keyof typeof ACCOUNTS = "marketing",
    given: Given = {},
  ) => node(type, "it", { ...given, props: { tags, ...given.props }, provider: plain(account) });

  const cluster = node("duotone:clusters:Cluster", "prod1");
  const other = node("duotone:clusters:Cluster", "prod2");
  const service = node("duotone:clusters:WebService", "prod1-core", { parent: cluster });
  const fleet = node("duotone:clusters:ServiceFleet", "prod1-core", { parent: service });
  const components = [cluster, other, service, fleet];
  const TAGS = { vertical: "marketing", cluster: "prod1" };

  describe("of the cluster", () => {
    const inCluster = (tags: unknown) =>
      messages(...components, tagged(BALANCER, tags, "marketing", { parent: fleet }));

    it("has nothing against the cluster's", () => {
      assert.deepEqual(inCluster(TAGS), []);
    });

    for (const [title, tags] of Object.entries({
      "another one": { ...TAGS, cluster: "prod2" },
      "one in another case": { ...TAGS, cluster: "Prod1" },
      none: { vertical: "marketing" },
    })) {
      it(`refuses ${title}`, () => {
        const [message, ...others] = inCluster(tags);
        assert.match(message ?? "", /tags\.cluster is not the cluster prod1 that it is part of/);
        assert.deepEqual(others, []);
      });
    }

    it("refuses one that is not known", () => {
      assert.match(
        inCluster({ ...TAGS, cluster: unknown }).join(),
        /Cannot prove: tags\.cluster is not known/,
      );
    });

    const shared = (cluster: unknown, given: Given = {}) =>
      tagged(SECURITY_GROUP, { vertical: "marketing", cluster }, "marketing", given);
    const balancerOf = (component: Node, name: string, from: Node) =>
      node(BALANCER, name, {
        parent: component,
        props: { tags: { vertical: "marketing", cluster: component.name }, securityGroups: [unknown] },
        edges: { securityGroups: [from] },
      });

    it("has nothing against none outside of all clusters", () => {
      const group = shared(undefined);
      assert.deepEqual(messages(...components, group, balancerOf(cluster, "a", group)), []);
    });

    it("has nothing against that of who uses it", () => {
      const group = shared("prod1");
      assert.deepEqual(messages(...components, group, balancerOf(cluster, "a", group)), []);
      assert.deepEqual(messages(...components, group), []);
    });

    it("refuses another one than that of who uses it, through others, too", () => {
      const group = shared("prod2");
      const through = node("aws:ec2/route:Route", "through", { edges: { gatewayId: [group] } });
      for (const from of [group, through]) {
        const [message, ...others] = messages(...components, group, through, balancerOf(cluster, "a", from));
        assert.match(message ?? "", /tags\.cluster is not that of who uses it: prod1\./);
        assert.deepEqual(others, []);
      }
    });

    it("refuses one that two clusters use", () => {
      const group = shared("prod2");
      const users = [balancerOf(cluster, "a", group), balancerOf(other, "b", group)];
      assert.match(messages(...components, group, ...users).join(), /that of who uses it: prod1\./);
    });

    it("comes to an end where resources use each other", () => {
      const one = shared("prod2");
      const two = node(SECURITY_GROUP, "two", { edges: { ingress: [one] } });
      const circle = { ...one, edges: { ingress: [two.urn] } };
      assert.deepEqual(messages(circle, two), []);
    });

    it("refuses one outside of all clusters that is not known, or no text", () => {
      assert.match(messages(shared(unknown)).join(), /Cannot prove: tags\.cluster cannot be read/);
      assert.match(messages(shared(true)).join(), /Cannot prove: tags\.cluster cannot be read/);
    });
  });

  describe("of the commit", () => {
    const all = { ...TAGS, commit: COMMIT };
    const template = (tags: object, parent = fleet) =>
      tagged(TEMPLATE, TAGS, "marketing", {
        parent,
        props: {
          tagSpecifications: [
            { resourceType: "instance", tags },
            { resourceType: "volume", tags: all },
          ],
        },
      });
    const group = (tags: object) =>
      node(GROUP, "it", {
        parent: fleet,
        provider: plain("marketing"),
        props: {
          tags: Object.entries(tags).map(([key, value]: [string, unknown]) => ({
            key,
            value,
            propagateAtLaunch: true,
          })),
        },
      });

    it("has nothing against the release's", () => {
      assert.deepEqual(messages(...components, template(all)), []);
      assert.deepEqual(messages(...components, group(all)), []);
    });

    for (const [title, commit] of Object.entries({
      "another one": COMMIT.replace("3", "4"),
      none: undefined,
    })) {
      it(`refuses ${title}`, () => {
        const [message, ...others] = messages(...components, template({ ...all, commit }));
        assert.match(
          message ?? "",
          /tagSpecifications\[instance\]\.tags\.commit is not the commit of core in the release of prod1/,
        );
        assert.deepEqual(others, []);
        assert.equal(messages(...components, group({ ...TAGS, commit: commit ?? null })).length, 1);
      });
    }

    it("refuses one that is not known", () => {
      assert.match(
        messages(...components, template({ ...all, commit: unknown })).join(),
        /Cannot prove: tagSpecifications\[instance\]\.tags\.commit is not known yet/,
      );
    });

    it("compares with the release of its own cluster", () => {
      const releases = { prod1: { core: COMMIT.replace("3", "4") }, prod2: { core: COMMIT } };
      const stacks = { ...INVENTORY.stacks };
      const prod = stacks["duotone/prod"];
      assert.ok(prod);
      const inventory = { ...INVENTORY, stacks: { ...stacks, "duotone/prod": { ...prod, releases } } };
      assert.equal(checkAll(tag02, [...components, group(all)], { inventory }).length, 1);
    });

    for (const [title, parent] of Object.entries({
      "a service that no release has": node("duotone:clusters:WorkerService", "prod1-mailer", {
        parent: cluster,
      }),
      "a service of another cluster's name": node("duotone:clusters:WebService", "prod2-core", {
        parent: cluster,
      }),
      "something that is no service": node("duotone:clusters:ServiceFleet", "prod1-core", {
        parent: cluster,
      }),
    })) {
      it(`refuses instances of ${title}`, () => {
        const [message, ...others] = messages(cluster, parent, template(all, parent));
        assert.match(
          message ?? "",
          /tagSpecifications\[instance\]\.tags is of instances that the release of prod1 says nothing of/,
        );
        assert.equal(others.length, 1);
        assert.match(
          others.join(),
          /tagSpecifications\[volume\]\.tags is of instances that the release of prod1 says nothing of/,
        );
      });
    }

    it("knows workers", () => {
      const worker = node("duotone:clusters:WorkerService", "prod1-core", { parent: cluster });
      assert.deepEqual(messages(cluster, worker, template(all, worker)), []);
    });

    it("wants none of what is outside of all clusters, or runs no instances", () => {
      const outside = tagged(GROUP, [{ key: "vertical", value: "marketing", propagateAtLaunch: true }]);
      assert.deepEqual(messages(outside), []);
      assert.deepEqual(messages(...components, tagged(BALANCER, TAGS, "marketing", { parent: fleet })), []);
    });
  });
});
