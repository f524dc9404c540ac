/* admin.h - the pages of accounts (admin_account.c), whose rows stand in admin.c. */
#pragma once
#include "officer.h"

extern const struct field admin_new_form[], admin_change_form[], admin_give_form[], admin_end_form[];
void admin_account_new(struct request *);
void admin_account_new_post(struct request *);
void admin_account_new_refused(struct request *);
void admin_account(struct request *);
void admin_account_change(struct request *);
void admin_grant_give(struct request *);
void admin_grant_refused(struct request *);
void admin_grant_end(struct request *);
/* Orders (admin_orders.c); what one will do, in words (admin_plan.c). */
extern const struct field admin_orders_form[], admin_order_form[], admin_order_revoke_form[];
void admin_orders(struct request *);
void admin_orders_post(struct request *);
void admin_orders_refused(struct request *);
void admin_order_revoke(struct request *);
void admin_order_revoke_refused(struct request *);
bool admin_plan(struct request *, const struct order_apply *, const struct registry *now, struct order_plan_view *ret, struct error *);
/* Rules that nobody has held against their source yet. */
size_t admin_unverified(const struct pack *);
