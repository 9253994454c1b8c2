-- The app's tables. Made from schema/ by `cargo run -p tandem-schema --bin emit`: change it there.
-- An app that is on D1 already has them: count this file as applied there. Applied, it would touch
-- no table, but make the app's indexes once more, under the names below.

CREATE TABLE IF NOT EXISTS "addresses" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "addressType" TEXT,
  "name" TEXT,
  "streetLine1" TEXT,
  "streetLine2" TEXT,
  "city" TEXT,
  "stateProvince" TEXT,
  "postalCode" TEXT,
  "countryCode" TEXT,
  "notes" TEXT,
  PRIMARY KEY ("id")
);

CREATE TABLE IF NOT EXISTS "commerce_product" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "resourceId" TEXT NOT NULL,
  "priceCents" INTEGER NOT NULL,
  PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "commerce_product_type_resourceId_unique" ON "commerce_product" ("type", "resourceId");

CREATE TABLE IF NOT EXISTS "entitlement_type" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT,
  PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "entitlement_type_name_unique" ON "entitlement_type" ("name");

CREATE TABLE IF NOT EXISTS "feature" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT,
  "category" TEXT NOT NULL,
  "isActive" INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "feature_key_unique" ON "feature" ("key");

CREATE TABLE IF NOT EXISTS "limit" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT,
  "unit" TEXT NOT NULL,
  "resetPeriod" TEXT NOT NULL DEFAULT 'never',
  "isActive" INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "limit_key_unique" ON "limit" ("key");

CREATE TABLE IF NOT EXISTS "movements" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  PRIMARY KEY ("id")
);

CREATE TABLE IF NOT EXISTS "plan" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT,
  "price" INTEGER NOT NULL,
  "interval" TEXT,
  "isActive" INTEGER NOT NULL DEFAULT 1,
  "isPublic" INTEGER NOT NULL DEFAULT 1,
  "sortOrder" INTEGER NOT NULL DEFAULT 0,
  "entitlements" TEXT,
  "stripePriceId" TEXT,
  "stripeProductId" TEXT,
  PRIMARY KEY ("id")
);

CREATE TABLE IF NOT EXISTS "spicy_tags" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "spicy_tags_name_unique" ON "spicy_tags" ("name");

CREATE TABLE IF NOT EXISTS "user" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "firstName" TEXT,
  "lastName" TEXT,
  "email" TEXT,
  "emailVerified" INTEGER,
  "role" TEXT NOT NULL DEFAULT 'user',
  "avatar" TEXT,
  "passwordHash" TEXT,
  "googleAccountId" TEXT,
  "signUpIpAddress" TEXT,
  "currentCredits" INTEGER NOT NULL DEFAULT 0,
  "lastCreditRefreshAt" INTEGER,
  "gender" TEXT,
  "dateOfBirth" INTEGER,
  "athleteProfile" TEXT,
  "affiliateName" TEXT,
  PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "user_email_unique" ON "user" ("email");
CREATE INDEX IF NOT EXISTS "user_email_idx" ON "user" ("email");
CREATE INDEX IF NOT EXISTS "user_role_idx" ON "user" ("role");
CREATE INDEX IF NOT EXISTS "user_googleAccountId_idx" ON "user" ("googleAccountId");
CREATE INDEX IF NOT EXISTS "user_gender_idx" ON "user" ("gender");
CREATE INDEX IF NOT EXISTS "user_dateOfBirth_idx" ON "user" ("dateOfBirth");

CREATE TABLE IF NOT EXISTS "commerce_purchase" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "productId" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "competitionId" TEXT,
  "divisionId" TEXT,
  "totalCents" INTEGER NOT NULL,
  "platformFeeCents" INTEGER NOT NULL,
  "stripeFeeCents" INTEGER NOT NULL,
  "organizerNetCents" INTEGER NOT NULL,
  "stripeCheckoutSessionId" TEXT,
  "stripePaymentIntentId" TEXT,
  "metadata" TEXT,
  "completedAt" INTEGER,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("userId") REFERENCES "user" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("productId") REFERENCES "commerce_product" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "commerce_purchase_userId_idx" ON "commerce_purchase" ("userId");
CREATE INDEX IF NOT EXISTS "commerce_purchase_productId_idx" ON "commerce_purchase" ("productId");
CREATE INDEX IF NOT EXISTS "commerce_purchase_status_idx" ON "commerce_purchase" ("status");
CREATE INDEX IF NOT EXISTS "commerce_purchase_competitionId_idx" ON "commerce_purchase" ("competitionId");
CREATE INDEX IF NOT EXISTS "commerce_purchase_stripeCheckoutSessionId_idx" ON "commerce_purchase" ("stripeCheckoutSessionId");

CREATE TABLE IF NOT EXISTS "credit_transaction" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "amount" INTEGER NOT NULL,
  "remainingAmount" INTEGER NOT NULL DEFAULT 0,
  "type" TEXT NOT NULL,
  "description" TEXT NOT NULL,
  "expirationDate" INTEGER,
  "expirationDateProcessedAt" INTEGER,
  "paymentIntentId" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("userId") REFERENCES "user" ("id")
);
CREATE INDEX IF NOT EXISTS "credit_transaction_createdAt_idx" ON "credit_transaction" ("createdAt");
CREATE INDEX IF NOT EXISTS "credit_transaction_userId_idx" ON "credit_transaction" ("userId");
CREATE INDEX IF NOT EXISTS "credit_transaction_type_idx" ON "credit_transaction" ("type");
CREATE INDEX IF NOT EXISTS "credit_transaction_expirationDate_idx" ON "credit_transaction" ("expirationDate");
CREATE INDEX IF NOT EXISTS "credit_transaction_paymentIntentId_idx" ON "credit_transaction" ("paymentIntentId");

CREATE TABLE IF NOT EXISTS "passkey_credential" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "credentialId" TEXT NOT NULL,
  "credentialPublicKey" TEXT NOT NULL,
  "counter" INTEGER NOT NULL,
  "transports" TEXT,
  "aaguid" TEXT,
  "userAgent" TEXT,
  "ipAddress" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("userId") REFERENCES "user" ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "passkey_credential_credentialId_unique" ON "passkey_credential" ("credentialId");
CREATE INDEX IF NOT EXISTS "passkey_credential_userId_idx" ON "passkey_credential" ("userId");
CREATE INDEX IF NOT EXISTS "passkey_credential_credentialId_idx" ON "passkey_credential" ("credentialId");

CREATE TABLE IF NOT EXISTS "plan_feature" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "planId" TEXT NOT NULL,
  "featureId" TEXT NOT NULL,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("planId") REFERENCES "plan" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("featureId") REFERENCES "feature" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "plan_feature_planId_featureId_idx" ON "plan_feature" ("planId", "featureId");
CREATE INDEX IF NOT EXISTS "plan_feature_planId_idx" ON "plan_feature" ("planId");
CREATE INDEX IF NOT EXISTS "plan_feature_featureId_idx" ON "plan_feature" ("featureId");

CREATE TABLE IF NOT EXISTS "plan_limit" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "planId" TEXT NOT NULL,
  "limitId" TEXT NOT NULL,
  "value" INTEGER NOT NULL,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("planId") REFERENCES "plan" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("limitId") REFERENCES "limit" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "plan_limit_planId_limitId_idx" ON "plan_limit" ("planId", "limitId");
CREATE INDEX IF NOT EXISTS "plan_limit_planId_idx" ON "plan_limit" ("planId");
CREATE INDEX IF NOT EXISTS "plan_limit_limitId_idx" ON "plan_limit" ("limitId");

CREATE TABLE IF NOT EXISTS "purchased_item" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "itemType" TEXT NOT NULL,
  "itemId" TEXT NOT NULL,
  "purchasedAt" INTEGER NOT NULL,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("userId") REFERENCES "user" ("id")
);
CREATE INDEX IF NOT EXISTS "purchased_item_userId_itemType_itemId_idx" ON "purchased_item" ("userId", "itemType", "itemId");
CREATE INDEX IF NOT EXISTS "purchased_item_userId_idx" ON "purchased_item" ("userId");
CREATE INDEX IF NOT EXISTS "purchased_item_itemType_idx" ON "purchased_item" ("itemType");

CREATE TABLE IF NOT EXISTS "team" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "slug" TEXT NOT NULL,
  "description" TEXT,
  "avatarUrl" TEXT,
  "type" TEXT NOT NULL DEFAULT 'gym',
  "settings" TEXT,
  "isPersonalTeam" INTEGER NOT NULL DEFAULT 0,
  "personalTeamOwnerId" TEXT,
  "parentOrganizationId" TEXT,
  "competitionMetadata" TEXT,
  "defaultTrackId" TEXT,
  "defaultScalingGroupId" TEXT,
  "currentPlanId" TEXT,
  "planId" TEXT,
  "planExpiresAt" INTEGER,
  "creditBalance" INTEGER NOT NULL DEFAULT 0,
  "billingEmail" TEXT,
  "stripeConnectedAccountId" TEXT,
  "stripeAccountType" TEXT,
  "stripeAccountStatus" TEXT,
  "stripeOnboardingCompletedAt" INTEGER,
  "organizerFeePercentage" INTEGER,
  "organizerFeeFixed" INTEGER,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("personalTeamOwnerId") REFERENCES "user" ("id"),
  FOREIGN KEY ("parentOrganizationId") REFERENCES "team" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "team_slug_unique" ON "team" ("slug");
CREATE INDEX IF NOT EXISTS "team_slug_idx" ON "team" ("slug");
CREATE INDEX IF NOT EXISTS "team_defaultScalingGroupId_idx" ON "team" ("defaultScalingGroupId");
CREATE INDEX IF NOT EXISTS "team_personalTeamOwnerId_idx" ON "team" ("personalTeamOwnerId");
CREATE INDEX IF NOT EXISTS "team_type_idx" ON "team" ("type");
CREATE INDEX IF NOT EXISTS "team_parentOrganizationId_idx" ON "team" ("parentOrganizationId");

CREATE TABLE IF NOT EXISTS "affiliates" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "location" TEXT,
  "verificationStatus" TEXT NOT NULL DEFAULT 'unverified',
  "ownerTeamId" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("ownerTeamId") REFERENCES "team" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS "affiliates_name_unique" ON "affiliates" ("name");
CREATE INDEX IF NOT EXISTS "affiliates_name_idx" ON "affiliates" ("name");
CREATE INDEX IF NOT EXISTS "affiliates_ownerTeamId_idx" ON "affiliates" ("ownerTeamId");

CREATE TABLE IF NOT EXISTS "class_catalog" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "team_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT,
  "duration_minutes" INTEGER NOT NULL DEFAULT 60,
  "max_participants" INTEGER NOT NULL DEFAULT 20,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("team_id") REFERENCES "team" ("id")
);

CREATE TABLE IF NOT EXISTS "coaches" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "team_id" TEXT NOT NULL,
  "weekly_class_limit" INTEGER,
  "scheduling_preference" TEXT,
  "scheduling_notes" TEXT,
  "is_active" INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("user_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("team_id") REFERENCES "team" ("id")
);
CREATE INDEX IF NOT EXISTS "coaches_user_id_team_id_idx" ON "coaches" ("user_id", "team_id");

CREATE TABLE IF NOT EXISTS "competition_groups" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "organizingTeamId" TEXT NOT NULL,
  "slug" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("organizingTeamId") REFERENCES "team" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "competition_groups_organizingTeamId_slug_unique" ON "competition_groups" ("organizingTeamId", "slug");

CREATE TABLE IF NOT EXISTS "entitlement" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "entitlementTypeId" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "teamId" TEXT,
  "sourceType" TEXT NOT NULL,
  "sourceId" TEXT NOT NULL,
  "metadata" TEXT,
  "expiresAt" INTEGER,
  "deletedAt" INTEGER,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("entitlementTypeId") REFERENCES "entitlement_type" ("id"),
  FOREIGN KEY ("userId") REFERENCES "user" ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id")
);
CREATE INDEX IF NOT EXISTS "entitlement_entitlementTypeId_idx" ON "entitlement" ("entitlementTypeId");
CREATE INDEX IF NOT EXISTS "entitlement_userId_idx" ON "entitlement" ("userId");
CREATE INDEX IF NOT EXISTS "entitlement_teamId_idx" ON "entitlement" ("teamId");
CREATE INDEX IF NOT EXISTS "entitlement_sourceType_sourceId_idx" ON "entitlement" ("sourceType", "sourceId");
CREATE INDEX IF NOT EXISTS "entitlement_deletedAt_idx" ON "entitlement" ("deletedAt");

CREATE TABLE IF NOT EXISTS "locations" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "team_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "capacity" INTEGER NOT NULL DEFAULT 20,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("team_id") REFERENCES "team" ("id")
);

CREATE TABLE IF NOT EXISTS "organizer_request" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'pending',
  "adminNotes" TEXT,
  "reviewedBy" TEXT,
  "reviewedAt" INTEGER,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("userId") REFERENCES "user" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("reviewedBy") REFERENCES "user" ("id")
);
CREATE INDEX IF NOT EXISTS "organizer_request_teamId_idx" ON "organizer_request" ("teamId");
CREATE INDEX IF NOT EXISTS "organizer_request_userId_idx" ON "organizer_request" ("userId");
CREATE INDEX IF NOT EXISTS "organizer_request_status_idx" ON "organizer_request" ("status");

CREATE TABLE IF NOT EXISTS "scaling_groups" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "description" TEXT,
  "teamId" TEXT,
  "isDefault" INTEGER NOT NULL DEFAULT 0,
  "isSystem" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "scaling_groups_teamId_idx" ON "scaling_groups" ("teamId");
CREATE INDEX IF NOT EXISTS "scaling_groups_isDefault_idx" ON "scaling_groups" ("isDefault");
CREATE INDEX IF NOT EXISTS "scaling_groups_isSystem_idx" ON "scaling_groups" ("isSystem");

CREATE TABLE IF NOT EXISTS "schedule_templates" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "team_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("team_id") REFERENCES "team" ("id")
);

CREATE TABLE IF NOT EXISTS "skills" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "team_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("team_id") REFERENCES "team" ("id")
);

CREATE TABLE IF NOT EXISTS "team_addon" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "addonId" TEXT NOT NULL,
  "quantity" INTEGER NOT NULL DEFAULT 1,
  "status" TEXT NOT NULL,
  "expiresAt" INTEGER,
  "stripeSubscriptionItemId" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id")
);
CREATE INDEX IF NOT EXISTS "team_addon_teamId_idx" ON "team_addon" ("teamId");
CREATE INDEX IF NOT EXISTS "team_addon_status_idx" ON "team_addon" ("status");

CREATE TABLE IF NOT EXISTS "team_entitlement_override" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "reason" TEXT,
  "expiresAt" INTEGER,
  "createdBy" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id"),
  FOREIGN KEY ("createdBy") REFERENCES "user" ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "team_entitlement_override_teamId_type_key_unique" ON "team_entitlement_override" ("teamId", "type", "key");
CREATE INDEX IF NOT EXISTS "team_entitlement_override_teamId_idx" ON "team_entitlement_override" ("teamId");
CREATE INDEX IF NOT EXISTS "team_entitlement_override_type_idx" ON "team_entitlement_override" ("type");

CREATE TABLE IF NOT EXISTS "team_feature_entitlement" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "featureId" TEXT NOT NULL,
  "source" TEXT NOT NULL DEFAULT 'plan',
  "sourcePlanId" TEXT,
  "expiresAt" INTEGER,
  "isActive" INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("featureId") REFERENCES "feature" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("sourcePlanId") REFERENCES "plan" ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "team_feature_entitlement_teamId_featureId_unique" ON "team_feature_entitlement" ("teamId", "featureId");
CREATE INDEX IF NOT EXISTS "team_feature_entitlement_teamId_idx" ON "team_feature_entitlement" ("teamId");
CREATE INDEX IF NOT EXISTS "team_feature_entitlement_featureId_idx" ON "team_feature_entitlement" ("featureId");

CREATE TABLE IF NOT EXISTS "team_invitation" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "email" TEXT NOT NULL,
  "roleId" TEXT NOT NULL,
  "isSystemRole" INTEGER NOT NULL DEFAULT 1,
  "token" TEXT NOT NULL,
  "invitedBy" TEXT,
  "expiresAt" INTEGER NOT NULL,
  "acceptedAt" INTEGER,
  "acceptedBy" TEXT,
  "metadata" TEXT,
  "status" TEXT NOT NULL DEFAULT 'pending',
  PRIMARY KEY ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id"),
  FOREIGN KEY ("invitedBy") REFERENCES "user" ("id"),
  FOREIGN KEY ("acceptedBy") REFERENCES "user" ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "team_invitation_token_unique" ON "team_invitation" ("token");
CREATE INDEX IF NOT EXISTS "team_invitation_teamId_idx" ON "team_invitation" ("teamId");
CREATE INDEX IF NOT EXISTS "team_invitation_email_idx" ON "team_invitation" ("email");

CREATE TABLE IF NOT EXISTS "team_limit_entitlement" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "limitId" TEXT NOT NULL,
  "value" INTEGER NOT NULL,
  "source" TEXT NOT NULL DEFAULT 'plan',
  "sourcePlanId" TEXT,
  "expiresAt" INTEGER,
  "isActive" INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("limitId") REFERENCES "limit" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("sourcePlanId") REFERENCES "plan" ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "team_limit_entitlement_teamId_limitId_unique" ON "team_limit_entitlement" ("teamId", "limitId");
CREATE INDEX IF NOT EXISTS "team_limit_entitlement_teamId_idx" ON "team_limit_entitlement" ("teamId");
CREATE INDEX IF NOT EXISTS "team_limit_entitlement_limitId_idx" ON "team_limit_entitlement" ("limitId");

CREATE TABLE IF NOT EXISTS "team_membership" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "roleId" TEXT NOT NULL,
  "isSystemRole" INTEGER NOT NULL DEFAULT 1,
  "invitedBy" TEXT,
  "invitedAt" INTEGER,
  "joinedAt" INTEGER,
  "expiresAt" INTEGER,
  "isActive" INTEGER NOT NULL DEFAULT 1,
  "metadata" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id"),
  FOREIGN KEY ("userId") REFERENCES "user" ("id"),
  FOREIGN KEY ("invitedBy") REFERENCES "user" ("id")
);
CREATE INDEX IF NOT EXISTS "team_membership_teamId_userId_idx" ON "team_membership" ("teamId", "userId");
CREATE INDEX IF NOT EXISTS "team_membership_teamId_idx" ON "team_membership" ("teamId");
CREATE INDEX IF NOT EXISTS "team_membership_userId_idx" ON "team_membership" ("userId");

CREATE TABLE IF NOT EXISTS "team_role" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT,
  "permissions" TEXT NOT NULL,
  "metadata" TEXT,
  "isEditable" INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id")
);
CREATE INDEX IF NOT EXISTS "team_role_teamId_name_idx" ON "team_role" ("teamId", "name");
CREATE INDEX IF NOT EXISTS "team_role_teamId_idx" ON "team_role" ("teamId");

CREATE TABLE IF NOT EXISTS "team_subscription" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "planId" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "currentPeriodStart" INTEGER NOT NULL,
  "currentPeriodEnd" INTEGER NOT NULL,
  "cancelAtPeriodEnd" INTEGER NOT NULL DEFAULT 0,
  "trialStart" INTEGER,
  "trialEnd" INTEGER,
  "stripeSubscriptionId" TEXT,
  "stripeCustomerId" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id"),
  FOREIGN KEY ("planId") REFERENCES "plan" ("id")
);
CREATE INDEX IF NOT EXISTS "team_subscription_teamId_idx" ON "team_subscription" ("teamId");
CREATE INDEX IF NOT EXISTS "team_subscription_status_idx" ON "team_subscription" ("status");

CREATE TABLE IF NOT EXISTS "team_usage" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "limitKey" TEXT NOT NULL,
  "currentValue" INTEGER NOT NULL DEFAULT 0,
  "periodStart" INTEGER NOT NULL,
  "periodEnd" INTEGER NOT NULL,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id")
);
CREATE INDEX IF NOT EXISTS "team_usage_teamId_limitKey_periodStart_idx" ON "team_usage" ("teamId", "limitKey", "periodStart");
CREATE INDEX IF NOT EXISTS "team_usage_teamId_idx" ON "team_usage" ("teamId");
CREATE INDEX IF NOT EXISTS "team_usage_limitKey_idx" ON "team_usage" ("limitKey");

CREATE TABLE IF NOT EXISTS "class_catalog_to_skills" (
  "class_catalog_id" TEXT NOT NULL,
  "skill_id" TEXT NOT NULL,
  PRIMARY KEY ("class_catalog_id", "skill_id"),
  FOREIGN KEY ("class_catalog_id") REFERENCES "class_catalog" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("skill_id") REFERENCES "skills" ("id") ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS "coach_blackout_dates" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "coach_id" TEXT NOT NULL,
  "start_date" INTEGER NOT NULL,
  "end_date" INTEGER NOT NULL,
  "reason" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("coach_id") REFERENCES "coaches" ("id")
);

CREATE TABLE IF NOT EXISTS "coach_recurring_unavailability" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "coach_id" TEXT NOT NULL,
  "day_of_week" INTEGER NOT NULL,
  "start_time" TEXT NOT NULL,
  "end_time" TEXT NOT NULL,
  "description" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("coach_id") REFERENCES "coaches" ("id")
);

CREATE TABLE IF NOT EXISTS "coach_to_skills" (
  "coach_id" TEXT NOT NULL,
  "skill_id" TEXT NOT NULL,
  PRIMARY KEY ("coach_id", "skill_id"),
  FOREIGN KEY ("coach_id") REFERENCES "coaches" ("id"),
  FOREIGN KEY ("skill_id") REFERENCES "skills" ("id")
);

CREATE TABLE IF NOT EXISTS "competitions" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "organizingTeamId" TEXT NOT NULL,
  "competitionTeamId" TEXT NOT NULL,
  "groupId" TEXT,
  "slug" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT,
  "competitionType" TEXT NOT NULL DEFAULT 'in-person',
  "visibility" TEXT NOT NULL DEFAULT 'public',
  "status" TEXT NOT NULL DEFAULT 'draft',
  "profileImageUrl" TEXT,
  "bannerImageUrl" TEXT,
  "startDate" INTEGER NOT NULL,
  "endDate" INTEGER NOT NULL,
  "timezone" TEXT DEFAULT 'America/Denver',
  "registrationOpensAt" INTEGER,
  "registrationClosesAt" INTEGER,
  "primaryAddressId" TEXT,
  "settings" TEXT,
  "defaultHeatsPerRotation" INTEGER DEFAULT 4,
  "defaultLaneShiftPattern" TEXT DEFAULT 'stay',
  "defaultMaxSpotsPerDivision" INTEGER,
  "defaultRegistrationFeeCents" INTEGER DEFAULT 0,
  "platformFeePercentage" INTEGER,
  "platformFeeFixed" INTEGER,
  "passPlatformFeesToCustomer" INTEGER DEFAULT 1,
  "passStripeFeesToCustomer" INTEGER DEFAULT 0,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("organizingTeamId") REFERENCES "team" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("competitionTeamId") REFERENCES "team" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("groupId") REFERENCES "competition_groups" ("id") ON DELETE SET NULL,
  FOREIGN KEY ("primaryAddressId") REFERENCES "addresses" ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "competitions_slug_unique" ON "competitions" ("slug");
CREATE INDEX IF NOT EXISTS "competitions_organizingTeamId_idx" ON "competitions" ("organizingTeamId");
CREATE INDEX IF NOT EXISTS "competitions_competitionTeamId_idx" ON "competitions" ("competitionTeamId");
CREATE INDEX IF NOT EXISTS "competitions_groupId_idx" ON "competitions" ("groupId");
CREATE INDEX IF NOT EXISTS "competitions_startDate_idx" ON "competitions" ("startDate");

CREATE TABLE IF NOT EXISTS "generated_schedules" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "team_id" TEXT NOT NULL,
  "week_start_date" INTEGER NOT NULL,
  "location_id" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("team_id") REFERENCES "team" ("id"),
  FOREIGN KEY ("location_id") REFERENCES "locations" ("id")
);

CREATE TABLE IF NOT EXISTS "scaling_levels" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "scalingGroupId" TEXT NOT NULL,
  "label" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "teamSize" INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("scalingGroupId") REFERENCES "scaling_groups" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "scaling_levels_scalingGroupId_position_idx" ON "scaling_levels" ("scalingGroupId", "position");
CREATE INDEX IF NOT EXISTS "scaling_levels_scalingGroupId_idx" ON "scaling_levels" ("scalingGroupId");

CREATE TABLE IF NOT EXISTS "schedule_template_classes" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "template_id" TEXT NOT NULL,
  "day_of_week" INTEGER NOT NULL,
  "start_time" TEXT NOT NULL,
  "end_time" TEXT NOT NULL,
  "required_coaches" INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("template_id") REFERENCES "schedule_templates" ("id")
);

CREATE TABLE IF NOT EXISTS "competition_divisions" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "competitionId" TEXT NOT NULL,
  "divisionId" TEXT NOT NULL,
  "feeCents" INTEGER NOT NULL,
  "description" TEXT,
  "maxSpots" INTEGER,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("divisionId") REFERENCES "scaling_levels" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "competition_divisions_competitionId_divisionId_unique" ON "competition_divisions" ("competitionId", "divisionId");
CREATE INDEX IF NOT EXISTS "competition_divisions_competitionId_idx" ON "competition_divisions" ("competitionId");

CREATE TABLE IF NOT EXISTS "competition_events" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "competitionId" TEXT NOT NULL,
  "trackWorkoutId" TEXT NOT NULL,
  "submissionOpensAt" TEXT,
  "submissionClosesAt" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "competition_events_competitionId_trackWorkoutId_unique" ON "competition_events" ("competitionId", "trackWorkoutId");
CREATE INDEX IF NOT EXISTS "competition_events_competitionId_idx" ON "competition_events" ("competitionId");
CREATE INDEX IF NOT EXISTS "competition_events_trackWorkoutId_idx" ON "competition_events" ("trackWorkoutId");

CREATE TABLE IF NOT EXISTS "competition_registration_questions" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "competitionId" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "label" TEXT NOT NULL,
  "helpText" TEXT,
  "options" TEXT,
  "required" INTEGER NOT NULL DEFAULT 1,
  "forTeammates" INTEGER NOT NULL DEFAULT 0,
  "sortOrder" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "competition_registration_questions_competitionId_sortOrder_idx" ON "competition_registration_questions" ("competitionId", "sortOrder");
CREATE INDEX IF NOT EXISTS "competition_registration_questions_competitionId_idx" ON "competition_registration_questions" ("competitionId");

CREATE TABLE IF NOT EXISTS "competition_registrations" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "eventId" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "teamMemberId" TEXT NOT NULL,
  "divisionId" TEXT,
  "registeredAt" INTEGER NOT NULL,
  "metadata" TEXT,
  "teamName" TEXT,
  "captainUserId" TEXT,
  "athleteTeamId" TEXT,
  "pendingTeammates" TEXT,
  "commercePurchaseId" TEXT,
  "paymentStatus" TEXT,
  "paidAt" INTEGER,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("eventId") REFERENCES "competitions" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("userId") REFERENCES "user" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("teamMemberId") REFERENCES "team_membership" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("divisionId") REFERENCES "scaling_levels" ("id"),
  FOREIGN KEY ("captainUserId") REFERENCES "user" ("id"),
  FOREIGN KEY ("athleteTeamId") REFERENCES "team" ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "competition_registrations_eventId_userId_unique" ON "competition_registrations" ("eventId", "userId");
CREATE INDEX IF NOT EXISTS "competition_registrations_eventId_idx" ON "competition_registrations" ("eventId");
CREATE INDEX IF NOT EXISTS "competition_registrations_userId_idx" ON "competition_registrations" ("userId");
CREATE INDEX IF NOT EXISTS "competition_registrations_divisionId_idx" ON "competition_registrations" ("divisionId");
CREATE INDEX IF NOT EXISTS "competition_registrations_captainUserId_idx" ON "competition_registrations" ("captainUserId");
CREATE INDEX IF NOT EXISTS "competition_registrations_athleteTeamId_idx" ON "competition_registrations" ("athleteTeamId");
CREATE INDEX IF NOT EXISTS "competition_registrations_commercePurchaseId_idx" ON "competition_registrations" ("commercePurchaseId");

CREATE TABLE IF NOT EXISTS "competition_venues" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "competitionId" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "laneCount" INTEGER NOT NULL DEFAULT 10,
  "sortOrder" INTEGER NOT NULL DEFAULT 0,
  "transitionMinutes" INTEGER NOT NULL DEFAULT 3,
  "addressId" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("addressId") REFERENCES "addresses" ("id")
);
CREATE INDEX IF NOT EXISTS "competition_venues_competitionId_sortOrder_idx" ON "competition_venues" ("competitionId", "sortOrder");
CREATE INDEX IF NOT EXISTS "competition_venues_competitionId_idx" ON "competition_venues" ("competitionId");

CREATE TABLE IF NOT EXISTS "programming_track" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT,
  "type" TEXT NOT NULL,
  "ownerTeamId" TEXT,
  "isPublic" INTEGER NOT NULL DEFAULT 0,
  "scalingGroupId" TEXT,
  "competitionId" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("ownerTeamId") REFERENCES "team" ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "programming_track_type_idx" ON "programming_track" ("type");
CREATE INDEX IF NOT EXISTS "programming_track_ownerTeamId_idx" ON "programming_track" ("ownerTeamId");
CREATE INDEX IF NOT EXISTS "programming_track_scalingGroupId_idx" ON "programming_track" ("scalingGroupId");
CREATE INDEX IF NOT EXISTS "programming_track_competitionId_idx" ON "programming_track" ("competitionId");

CREATE TABLE IF NOT EXISTS "schedule_template_class_required_skills" (
  "template_class_id" TEXT NOT NULL,
  "skill_id" TEXT NOT NULL,
  PRIMARY KEY ("template_class_id", "skill_id"),
  FOREIGN KEY ("template_class_id") REFERENCES "schedule_template_classes" ("id"),
  FOREIGN KEY ("skill_id") REFERENCES "skills" ("id")
);

CREATE TABLE IF NOT EXISTS "scheduled_classes" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "schedule_id" TEXT NOT NULL,
  "coach_id" TEXT,
  "class_catalog_id" TEXT NOT NULL,
  "location_id" TEXT NOT NULL,
  "start_time" INTEGER NOT NULL,
  "end_time" INTEGER NOT NULL,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("schedule_id") REFERENCES "generated_schedules" ("id"),
  FOREIGN KEY ("coach_id") REFERENCES "coaches" ("id"),
  FOREIGN KEY ("class_catalog_id") REFERENCES "class_catalog" ("id"),
  FOREIGN KEY ("location_id") REFERENCES "locations" ("id")
);

CREATE TABLE IF NOT EXISTS "sponsor_groups" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "competitionId" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "displayOrder" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "sponsor_groups_competitionId_displayOrder_idx" ON "sponsor_groups" ("competitionId", "displayOrder");
CREATE INDEX IF NOT EXISTS "sponsor_groups_competitionId_idx" ON "sponsor_groups" ("competitionId");

CREATE TABLE IF NOT EXISTS "volunteer_shifts" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "competitionId" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "roleType" TEXT NOT NULL,
  "startTime" INTEGER NOT NULL,
  "endTime" INTEGER NOT NULL,
  "location" TEXT,
  "capacity" INTEGER NOT NULL DEFAULT 1,
  "notes" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "volunteer_shifts_competitionId_idx" ON "volunteer_shifts" ("competitionId");
CREATE INDEX IF NOT EXISTS "volunteer_shifts_startTime_idx" ON "volunteer_shifts" ("startTime");

CREATE TABLE IF NOT EXISTS "waivers" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "competitionId" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "content" TEXT NOT NULL,
  "required" INTEGER NOT NULL DEFAULT 1,
  "position" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "waivers_competitionId_position_idx" ON "waivers" ("competitionId", "position");
CREATE INDEX IF NOT EXISTS "waivers_competitionId_idx" ON "waivers" ("competitionId");

CREATE TABLE IF NOT EXISTS "competition_heats" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "competitionId" TEXT NOT NULL,
  "trackWorkoutId" TEXT NOT NULL,
  "heatNumber" INTEGER NOT NULL,
  "divisionId" TEXT,
  "venueId" TEXT,
  "scheduledTime" INTEGER,
  "durationMinutes" INTEGER,
  "schedulePublishedAt" INTEGER,
  "notes" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("divisionId") REFERENCES "scaling_levels" ("id") ON DELETE SET NULL,
  FOREIGN KEY ("venueId") REFERENCES "competition_venues" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS "competition_heats_trackWorkoutId_heatNumber_unique" ON "competition_heats" ("trackWorkoutId", "heatNumber");
CREATE INDEX IF NOT EXISTS "competition_heats_competitionId_idx" ON "competition_heats" ("competitionId");
CREATE INDEX IF NOT EXISTS "competition_heats_trackWorkoutId_idx" ON "competition_heats" ("trackWorkoutId");
CREATE INDEX IF NOT EXISTS "competition_heats_scheduledTime_idx" ON "competition_heats" ("scheduledTime");

CREATE TABLE IF NOT EXISTS "competition_registration_answers" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "questionId" TEXT NOT NULL,
  "registrationId" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "answer" TEXT NOT NULL,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("questionId") REFERENCES "competition_registration_questions" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("registrationId") REFERENCES "competition_registrations" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("userId") REFERENCES "user" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "competition_registration_answers_questionId_registratio_f39b79f6" ON "competition_registration_answers" ("questionId", "registrationId", "userId");
CREATE INDEX IF NOT EXISTS "competition_registration_answers_questionId_idx" ON "competition_registration_answers" ("questionId");
CREATE INDEX IF NOT EXISTS "competition_registration_answers_registrationId_idx" ON "competition_registration_answers" ("registrationId");
CREATE INDEX IF NOT EXISTS "competition_registration_answers_userId_idx" ON "competition_registration_answers" ("userId");

CREATE TABLE IF NOT EXISTS "sponsors" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "competitionId" TEXT,
  "userId" TEXT,
  "groupId" TEXT,
  "name" TEXT NOT NULL,
  "logoUrl" TEXT,
  "website" TEXT,
  "displayOrder" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("userId") REFERENCES "user" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("groupId") REFERENCES "sponsor_groups" ("id") ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS "sponsors_competitionId_groupId_displayOrder_idx" ON "sponsors" ("competitionId", "groupId", "displayOrder");
CREATE INDEX IF NOT EXISTS "sponsors_competitionId_idx" ON "sponsors" ("competitionId");
CREATE INDEX IF NOT EXISTS "sponsors_userId_displayOrder_idx" ON "sponsors" ("userId", "displayOrder");
CREATE INDEX IF NOT EXISTS "sponsors_userId_idx" ON "sponsors" ("userId");
CREATE INDEX IF NOT EXISTS "sponsors_groupId_idx" ON "sponsors" ("groupId");

CREATE TABLE IF NOT EXISTS "submission_window_notifications" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "competitionId" TEXT NOT NULL,
  "competitionEventId" TEXT NOT NULL,
  "registrationId" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "sentToEmail" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("competitionEventId") REFERENCES "competition_events" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("registrationId") REFERENCES "competition_registrations" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("userId") REFERENCES "user" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "submission_window_notifications_competitionEventId_regi_7371b9d2" ON "submission_window_notifications" ("competitionEventId", "registrationId", "type");
CREATE INDEX IF NOT EXISTS "submission_window_notifications_competitionId_idx" ON "submission_window_notifications" ("competitionId");
CREATE INDEX IF NOT EXISTS "submission_window_notifications_competitionEventId_idx" ON "submission_window_notifications" ("competitionEventId");
CREATE INDEX IF NOT EXISTS "submission_window_notifications_userId_idx" ON "submission_window_notifications" ("userId");

CREATE TABLE IF NOT EXISTS "team_programming_track" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "teamId" TEXT NOT NULL,
  "trackId" TEXT NOT NULL,
  "isActive" INTEGER NOT NULL DEFAULT 1,
  "subscribedAt" INTEGER NOT NULL,
  "startDayOffset" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("teamId", "trackId"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id"),
  FOREIGN KEY ("trackId") REFERENCES "programming_track" ("id")
);
CREATE INDEX IF NOT EXISTS "team_programming_track_teamId_idx" ON "team_programming_track" ("teamId");
CREATE INDEX IF NOT EXISTS "team_programming_track_isActive_idx" ON "team_programming_track" ("isActive");

CREATE TABLE IF NOT EXISTS "video_submissions" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "registration_id" TEXT NOT NULL,
  "track_workout_id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "video_url" TEXT NOT NULL,
  "notes" TEXT,
  "submitted_at" INTEGER NOT NULL,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("registration_id") REFERENCES "competition_registrations" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "video_submissions_registration_id_track_workout_id_unique" ON "video_submissions" ("registration_id", "track_workout_id");
CREATE INDEX IF NOT EXISTS "video_submissions_registration_id_idx" ON "video_submissions" ("registration_id");
CREATE INDEX IF NOT EXISTS "video_submissions_track_workout_id_idx" ON "video_submissions" ("track_workout_id");
CREATE INDEX IF NOT EXISTS "video_submissions_user_id_idx" ON "video_submissions" ("user_id");

CREATE TABLE IF NOT EXISTS "volunteer_shift_assignments" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "shiftId" TEXT NOT NULL,
  "membershipId" TEXT NOT NULL,
  "notes" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("shiftId") REFERENCES "volunteer_shifts" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("membershipId") REFERENCES "team_membership" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "volunteer_shift_assignments_shiftId_membershipId_unique" ON "volunteer_shift_assignments" ("shiftId", "membershipId");
CREATE INDEX IF NOT EXISTS "volunteer_shift_assignments_shiftId_idx" ON "volunteer_shift_assignments" ("shiftId");
CREATE INDEX IF NOT EXISTS "volunteer_shift_assignments_membershipId_idx" ON "volunteer_shift_assignments" ("membershipId");

CREATE TABLE IF NOT EXISTS "waiver_signatures" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "waiverId" TEXT NOT NULL,
  "userId" TEXT NOT NULL,
  "registrationId" TEXT,
  "signedAt" INTEGER NOT NULL,
  "ipAddress" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("waiverId") REFERENCES "waivers" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("userId") REFERENCES "user" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("registrationId") REFERENCES "competition_registrations" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "waiver_signatures_waiverId_userId_idx" ON "waiver_signatures" ("waiverId", "userId");
CREATE INDEX IF NOT EXISTS "waiver_signatures_waiverId_idx" ON "waiver_signatures" ("waiverId");
CREATE INDEX IF NOT EXISTS "waiver_signatures_userId_idx" ON "waiver_signatures" ("userId");
CREATE INDEX IF NOT EXISTS "waiver_signatures_registrationId_idx" ON "waiver_signatures" ("registrationId");

CREATE TABLE IF NOT EXISTS "workouts" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "description" TEXT NOT NULL,
  "scope" TEXT NOT NULL DEFAULT 'private',
  "team_id" TEXT,
  "scheme" TEXT NOT NULL,
  "score_type" TEXT,
  "tiebreak_scheme" TEXT,
  "time_cap" INTEGER,
  "reps_per_round" INTEGER,
  "rounds_to_score" INTEGER DEFAULT 1,
  "scaling_group_id" TEXT,
  "source_track_id" TEXT,
  "source_workout_id" TEXT,
  "sugar_id" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("team_id") REFERENCES "team" ("id") ON DELETE SET NULL,
  FOREIGN KEY ("source_track_id") REFERENCES "programming_track" ("id") ON DELETE SET NULL,
  FOREIGN KEY ("source_workout_id") REFERENCES "workouts" ("id") ON DELETE SET NULL
);
CREATE INDEX IF NOT EXISTS "workouts_team_id_idx" ON "workouts" ("team_id");
CREATE INDEX IF NOT EXISTS "workouts_source_track_id_idx" ON "workouts" ("source_track_id");
CREATE INDEX IF NOT EXISTS "workouts_scaling_group_id_idx" ON "workouts" ("scaling_group_id");

CREATE TABLE IF NOT EXISTS "competition_heat_assignments" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "heatId" TEXT NOT NULL,
  "registrationId" TEXT NOT NULL,
  "laneNumber" INTEGER NOT NULL,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("heatId") REFERENCES "competition_heats" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("registrationId") REFERENCES "competition_registrations" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "competition_heat_assignments_heatId_laneNumber_unique" ON "competition_heat_assignments" ("heatId", "laneNumber");
CREATE UNIQUE INDEX IF NOT EXISTS "competition_heat_assignments_heatId_registrationId_unique" ON "competition_heat_assignments" ("heatId", "registrationId");
CREATE INDEX IF NOT EXISTS "competition_heat_assignments_heatId_idx" ON "competition_heat_assignments" ("heatId");

CREATE TABLE IF NOT EXISTS "results" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "date" INTEGER NOT NULL,
  "type" TEXT NOT NULL,
  "workout_id" TEXT,
  "programming_track_id" TEXT,
  "scheduled_workout_instance_id" TEXT,
  "notes" TEXT,
  "entered_by" TEXT,
  "scaling_level_id" TEXT,
  "as_rx" INTEGER NOT NULL DEFAULT 0,
  "scale" TEXT,
  "wod_score" TEXT,
  "set_count" INTEGER,
  "distance" INTEGER,
  "time" INTEGER,
  "secondary_score" TEXT,
  "tie_break_score" TEXT,
  "score_status" TEXT,
  "competition_event_id" TEXT,
  "competition_registration_id" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("workout_id") REFERENCES "workouts" ("id") ON DELETE SET NULL,
  FOREIGN KEY ("entered_by") REFERENCES "user" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS "results_competition_event_id_user_id_unique" ON "results" ("competition_event_id", "user_id");
CREATE INDEX IF NOT EXISTS "results_user_id_idx" ON "results" ("user_id");
CREATE INDEX IF NOT EXISTS "results_date_idx" ON "results" ("date");
CREATE INDEX IF NOT EXISTS "results_workout_id_idx" ON "results" ("workout_id");
CREATE INDEX IF NOT EXISTS "results_workout_id_scaling_level_id_wod_score_idx" ON "results" ("workout_id", "scaling_level_id", "wod_score");
CREATE INDEX IF NOT EXISTS "results_workout_id_scaling_level_id_idx" ON "results" ("workout_id", "scaling_level_id");
CREATE INDEX IF NOT EXISTS "results_competition_event_id_scaling_level_id_idx" ON "results" ("competition_event_id", "scaling_level_id");
CREATE INDEX IF NOT EXISTS "results_scaling_level_id_idx" ON "results" ("scaling_level_id");

CREATE TABLE IF NOT EXISTS "scores" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "team_id" TEXT NOT NULL,
  "workout_id" TEXT NOT NULL,
  "competition_event_id" TEXT,
  "scheduled_workout_instance_id" TEXT,
  "scheme" TEXT NOT NULL,
  "score_type" TEXT NOT NULL DEFAULT 'max',
  "score_value" INTEGER,
  "tiebreak_scheme" TEXT,
  "tiebreak_value" INTEGER,
  "time_cap_ms" INTEGER,
  "secondary_value" INTEGER,
  "status" TEXT NOT NULL DEFAULT 'scored',
  "status_order" INTEGER NOT NULL DEFAULT 0,
  "sort_key" TEXT,
  "scaling_level_id" TEXT,
  "as_rx" INTEGER NOT NULL DEFAULT 0,
  "notes" TEXT,
  "recorded_at" INTEGER NOT NULL,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("user_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("team_id") REFERENCES "team" ("id"),
  FOREIGN KEY ("workout_id") REFERENCES "workouts" ("id"),
  FOREIGN KEY ("scaling_level_id") REFERENCES "scaling_levels" ("id")
);
CREATE UNIQUE INDEX IF NOT EXISTS "scores_competition_event_id_user_id_unique" ON "scores" ("competition_event_id", "user_id");
CREATE INDEX IF NOT EXISTS "scores_user_id_recorded_at_idx" ON "scores" ("user_id", "recorded_at");
CREATE INDEX IF NOT EXISTS "scores_workout_id_team_id_status_order_sort_key_idx" ON "scores" ("workout_id", "team_id", "status_order", "sort_key");
CREATE INDEX IF NOT EXISTS "scores_competition_event_id_status_order_sort_key_idx" ON "scores" ("competition_event_id", "status_order", "sort_key");
CREATE INDEX IF NOT EXISTS "scores_scheduled_workout_instance_id_idx" ON "scores" ("scheduled_workout_instance_id");

CREATE TABLE IF NOT EXISTS "track_workout" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "trackId" TEXT NOT NULL,
  "workoutId" TEXT NOT NULL,
  "trackOrder" INTEGER NOT NULL,
  "notes" TEXT,
  "pointsMultiplier" INTEGER DEFAULT 100,
  "heatStatus" TEXT DEFAULT 'draft',
  "eventStatus" TEXT DEFAULT 'draft',
  "sponsorId" TEXT,
  "defaultHeatsCount" INTEGER,
  "defaultLaneShiftPattern" TEXT,
  "minHeatBuffer" INTEGER DEFAULT 2,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("trackId") REFERENCES "programming_track" ("id"),
  FOREIGN KEY ("workoutId") REFERENCES "workouts" ("id"),
  FOREIGN KEY ("sponsorId") REFERENCES "sponsors" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS "track_workout_trackId_workoutId_trackOrder_unique" ON "track_workout" ("trackId", "workoutId", "trackOrder");
CREATE INDEX IF NOT EXISTS "track_workout_trackId_idx" ON "track_workout" ("trackId");
CREATE INDEX IF NOT EXISTS "track_workout_workoutId_idx" ON "track_workout" ("workoutId");
CREATE INDEX IF NOT EXISTS "track_workout_trackOrder_idx" ON "track_workout" ("trackOrder");
CREATE INDEX IF NOT EXISTS "track_workout_sponsorId_idx" ON "track_workout" ("sponsorId");

CREATE TABLE IF NOT EXISTS "workout_movements" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "workout_id" TEXT,
  "movement_id" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("workout_id") REFERENCES "workouts" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("movement_id") REFERENCES "movements" ("id") ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS "workout_scaling_descriptions" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "workoutId" TEXT NOT NULL,
  "scalingLevelId" TEXT NOT NULL,
  "description" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("workoutId") REFERENCES "workouts" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("scalingLevelId") REFERENCES "scaling_levels" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "workout_scaling_descriptions_workoutId_scalingLevelId_unique" ON "workout_scaling_descriptions" ("workoutId", "scalingLevelId");
CREATE INDEX IF NOT EXISTS "workout_scaling_descriptions_workoutId_idx" ON "workout_scaling_descriptions" ("workoutId");

CREATE TABLE IF NOT EXISTS "workout_tags" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "workout_id" TEXT NOT NULL,
  "tag_id" TEXT NOT NULL,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("workout_id") REFERENCES "workouts" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("tag_id") REFERENCES "spicy_tags" ("id") ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS "competition_judge_rotations" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "competitionId" TEXT NOT NULL,
  "trackWorkoutId" TEXT NOT NULL,
  "membershipId" TEXT NOT NULL,
  "startingHeat" INTEGER NOT NULL,
  "startingLane" INTEGER NOT NULL,
  "heatsCount" INTEGER NOT NULL,
  "laneShiftPattern" TEXT NOT NULL DEFAULT 'stay',
  "notes" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("trackWorkoutId") REFERENCES "track_workout" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("membershipId") REFERENCES "team_membership" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "competition_judge_rotations_competitionId_idx" ON "competition_judge_rotations" ("competitionId");
CREATE INDEX IF NOT EXISTS "competition_judge_rotations_trackWorkoutId_startingHeat_idx" ON "competition_judge_rotations" ("trackWorkoutId", "startingHeat");
CREATE INDEX IF NOT EXISTS "competition_judge_rotations_trackWorkoutId_idx" ON "competition_judge_rotations" ("trackWorkoutId");
CREATE INDEX IF NOT EXISTS "competition_judge_rotations_membershipId_idx" ON "competition_judge_rotations" ("membershipId");

CREATE TABLE IF NOT EXISTS "event_judging_sheets" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "competitionId" TEXT NOT NULL,
  "trackWorkoutId" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "r2Key" TEXT NOT NULL,
  "url" TEXT NOT NULL,
  "originalFilename" TEXT NOT NULL,
  "fileSize" INTEGER NOT NULL,
  "mimeType" TEXT NOT NULL,
  "uploadedBy" TEXT NOT NULL,
  "sortOrder" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("competitionId") REFERENCES "competitions" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("trackWorkoutId") REFERENCES "track_workout" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("uploadedBy") REFERENCES "user" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "event_judging_sheets_competitionId_idx" ON "event_judging_sheets" ("competitionId");
CREATE INDEX IF NOT EXISTS "event_judging_sheets_trackWorkoutId_sortOrder_idx" ON "event_judging_sheets" ("trackWorkoutId", "sortOrder");
CREATE INDEX IF NOT EXISTS "event_judging_sheets_trackWorkoutId_idx" ON "event_judging_sheets" ("trackWorkoutId");
CREATE INDEX IF NOT EXISTS "event_judging_sheets_uploadedBy_idx" ON "event_judging_sheets" ("uploadedBy");

CREATE TABLE IF NOT EXISTS "event_resources" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "eventId" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "description" TEXT,
  "url" TEXT,
  "sortOrder" INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("eventId") REFERENCES "track_workout" ("id") ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS "event_resources_eventId_sortOrder_idx" ON "event_resources" ("eventId", "sortOrder");
CREATE INDEX IF NOT EXISTS "event_resources_eventId_idx" ON "event_resources" ("eventId");

CREATE TABLE IF NOT EXISTS "judge_assignment_versions" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "trackWorkoutId" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "publishedAt" INTEGER NOT NULL,
  "publishedBy" TEXT,
  "notes" TEXT,
  "isActive" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("trackWorkoutId") REFERENCES "track_workout" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("publishedBy") REFERENCES "user" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS "judge_assignment_versions_trackWorkoutId_version_unique" ON "judge_assignment_versions" ("trackWorkoutId", "version");
CREATE INDEX IF NOT EXISTS "judge_assignment_versions_trackWorkoutId_isActive_idx" ON "judge_assignment_versions" ("trackWorkoutId", "isActive");
CREATE INDEX IF NOT EXISTS "judge_assignment_versions_trackWorkoutId_idx" ON "judge_assignment_versions" ("trackWorkoutId");

CREATE TABLE IF NOT EXISTS "scheduled_workout_instance" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "teamId" TEXT NOT NULL,
  "trackWorkoutId" TEXT,
  "workoutId" TEXT,
  "scheduledDate" INTEGER NOT NULL,
  "teamSpecificNotes" TEXT,
  "scalingGuidanceForDay" TEXT,
  "classTimes" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("teamId") REFERENCES "team" ("id"),
  FOREIGN KEY ("trackWorkoutId") REFERENCES "track_workout" ("id"),
  FOREIGN KEY ("workoutId") REFERENCES "workouts" ("id")
);
CREATE INDEX IF NOT EXISTS "scheduled_workout_instance_teamId_idx" ON "scheduled_workout_instance" ("teamId");
CREATE INDEX IF NOT EXISTS "scheduled_workout_instance_workoutId_idx" ON "scheduled_workout_instance" ("workoutId");
CREATE INDEX IF NOT EXISTS "scheduled_workout_instance_scheduledDate_idx" ON "scheduled_workout_instance" ("scheduledDate");

CREATE TABLE IF NOT EXISTS "score_rounds" (
  "id" TEXT NOT NULL,
  "score_id" TEXT NOT NULL,
  "round_number" INTEGER NOT NULL,
  "value" INTEGER NOT NULL,
  "scheme_override" TEXT,
  "status" TEXT,
  "secondary_value" INTEGER,
  "notes" TEXT,
  "created_at" INTEGER NOT NULL DEFAULT (unixepoch()),
  PRIMARY KEY ("id"),
  FOREIGN KEY ("score_id") REFERENCES "scores" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS "score_rounds_score_id_round_number_unique" ON "score_rounds" ("score_id", "round_number");
CREATE INDEX IF NOT EXISTS "score_rounds_score_id_round_number_idx" ON "score_rounds" ("score_id", "round_number");

CREATE TABLE IF NOT EXISTS "sets" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "result_id" TEXT NOT NULL,
  "set_number" INTEGER NOT NULL,
  "notes" TEXT,
  "reps" INTEGER,
  "weight" INTEGER,
  "status" TEXT,
  "distance" INTEGER,
  "time" INTEGER,
  "score" INTEGER,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("result_id") REFERENCES "results" ("id") ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS "judge_heat_assignments" (
  "createdAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updatedAt" INTEGER NOT NULL DEFAULT (unixepoch()),
  "updateCounter" INTEGER DEFAULT 0,
  "id" TEXT NOT NULL,
  "heatId" TEXT NOT NULL,
  "membershipId" TEXT NOT NULL,
  "laneNumber" INTEGER,
  "position" TEXT,
  "instructions" TEXT,
  "rotationId" TEXT,
  "versionId" TEXT,
  "isManualOverride" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("heatId") REFERENCES "competition_heats" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("membershipId") REFERENCES "team_membership" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("rotationId") REFERENCES "competition_judge_rotations" ("id"),
  FOREIGN KEY ("versionId") REFERENCES "judge_assignment_versions" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS "judge_heat_assignments_heatId_membershipId_versionId_unique" ON "judge_heat_assignments" ("heatId", "membershipId", "versionId");
CREATE INDEX IF NOT EXISTS "judge_heat_assignments_heatId_idx" ON "judge_heat_assignments" ("heatId");
CREATE INDEX IF NOT EXISTS "judge_heat_assignments_membershipId_idx" ON "judge_heat_assignments" ("membershipId");
CREATE INDEX IF NOT EXISTS "judge_heat_assignments_versionId_idx" ON "judge_heat_assignments" ("versionId");
