package dev.signalbox.ingress.control;

import dev.signalbox.contracts.verdict.v1.AccessBudget;
import dev.signalbox.contracts.verdict.v1.AccessChange;
import dev.signalbox.contracts.verdict.v1.AccessKey;
import dev.signalbox.contracts.verdict.v1.AccessSecret;
import dev.signalbox.ingress.budget.Budget;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.ingress.keys.KeyRates;
import dev.signalbox.ingress.keys.KeyRing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys and budgets as of one revision. Immutable. */
final class AccessState {
  static final AccessState NOTHING = new AccessState("", 0, Map.of(), Map.of());

  private final String store;
  private final long revision;
  private final Map<String, AccessKey> keys;
  private final Map<String, AccessBudget> budgets;

  private AccessState(
      String store, long revision, Map<String, AccessKey> keys, Map<String, AccessBudget> budgets) {
    this.store = store;
    this.revision = revision;
    this.keys = keys;
    this.budgets = budgets;
  }

  /** The database that the revision belongs to; empty when nothing was ever heard. */
  String store() {
    return store;
  }

  long revision() {
    return revision;
  }

  AccessState plus(AccessChange change) {
    Map<String, AccessKey> allKeys = new LinkedHashMap<>();
    Map<String, AccessBudget> allBudgets = new LinkedHashMap<>();
    if (!change.getComplete()) {
      allKeys.putAll(keys);
      allBudgets.putAll(budgets);
    }
    for (AccessKey key : change.getKeysList()) {
      if (key.getRevoked()) {
        allKeys.remove(key.getId());
      } else {
        allKeys.put(key.getId(), key);
      }
    }
    for (AccessBudget budget : change.getBudgetsList()) {
      if (budget.getDeleted()) {
        allBudgets.remove(budget.getId());
      } else {
        allBudgets.put(budget.getId(), budget);
      }
    }
    return new AccessState(change.getStore(), change.getRevision(), allKeys, allBudgets);
  }

  /** The whole as one message, to be kept. */
  AccessChange snapshot() {
    return AccessChange.newBuilder()
        .setStore(store)
        .setRevision(revision)
        .setComplete(true)
        .addAllKeys(keys.values())
        .addAllBudgets(budgets.values())
        .build();
  }

  KeyRing ring() {
    List<KeyRing.Entry> entries = new ArrayList<>();
    for (AccessKey key : keys.values()) {
      KeyRates rates =
          new KeyRates(
              Math.max(0, key.getRequestsPerMinute()), Math.max(0, key.getTokensPerMinute()));
      for (AccessSecret secret : key.getSecretsList()) {
        ApiKey entry =
            new ApiKey(key.getId(), key.getTenant(), expiry(secret.getExpiresAt()), rates);
        entries.add(new KeyRing.Entry(secret.getSha256().toByteArray(), entry));
      }
    }
    return new KeyRing(entries);
  }

  private static @Nullable Instant expiry(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }

  /** Those whose kind is known here; a newer verdict may have others. */
  List<Budget> budgets() {
    return budgets.values().stream().flatMap(budget -> budget(budget).stream()).toList();
  }

  private static Optional<Budget> budget(AccessBudget budget) {
    Budget.Scope scope =
        switch (budget.getScope()) {
          case TENANT -> Budget.Scope.TENANT;
          case KEY -> Budget.Scope.KEY;
          case ROUTE -> Budget.Scope.ROUTE;
          case SCOPE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    Budget.Period period =
        switch (budget.getPeriod()) {
          case DAY -> Budget.Period.DAY;
          case MONTH -> Budget.Period.MONTH;
          case PERIOD_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    Budget.Unit unit =
        switch (budget.getUnit()) {
          case NANO_USD -> Budget.Unit.NANO_USD;
          case TOKENS -> Budget.Unit.TOKENS;
          case UNIT_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    return scope == null || period == null || unit == null
        ? Optional.empty()
        : Optional.of(
            new Budget(
                budget.getId(),
                scope,
                budget.getSubject(),
                period,
                unit,
                Math.max(0, budget.getCap())));
  }
}
