-- The app's tables with Tandem's version column. Without foreign keys: rows arrive in any order.
-- Made from schema/ by `cargo run -p tandem-schema --bin emit`: change it there.

CREATE TABLE IF NOT EXISTS `addresses` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `addressType` VARCHAR(50),
  `name` VARCHAR(255),
  `streetLine1` VARCHAR(500),
  `streetLine2` VARCHAR(500),
  `city` VARCHAR(255),
  `stateProvince` VARCHAR(255),
  `postalCode` VARCHAR(50),
  `countryCode` VARCHAR(2),
  `notes` TEXT,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `commerce_product` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `type` VARCHAR(50) NOT NULL,
  `resourceId` VARCHAR(64) NOT NULL,
  `priceCents` INT NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `commerce_product_type_resourceId_unique` (`type`, `resourceId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `entitlement_type` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(100) NOT NULL,
  `description` VARCHAR(500),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `entitlement_type_name_unique` (`name`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `feature` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `key` VARCHAR(100) NOT NULL,
  `name` VARCHAR(100) NOT NULL,
  `description` VARCHAR(500),
  `category` VARCHAR(64) NOT NULL,
  `isActive` BOOLEAN NOT NULL DEFAULT 1,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `feature_key_unique` (`key`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `limit` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `key` VARCHAR(100) NOT NULL,
  `name` VARCHAR(100) NOT NULL,
  `description` VARCHAR(500),
  `unit` VARCHAR(50) NOT NULL,
  `resetPeriod` VARCHAR(64) NOT NULL DEFAULT 'never',
  `isActive` BOOLEAN NOT NULL DEFAULT 1,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `limit_key_unique` (`key`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `movements` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `type` VARCHAR(64) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_movements_name_id_idx` (`name`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `plan` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(100) NOT NULL,
  `description` VARCHAR(500),
  `price` INT NOT NULL,
  `interval` VARCHAR(64),
  `isActive` BOOLEAN NOT NULL DEFAULT 1,
  `isPublic` BOOLEAN NOT NULL DEFAULT 1,
  `sortOrder` INT NOT NULL DEFAULT 0,
  `entitlements` JSON,
  `stripePriceId` VARCHAR(255),
  `stripeProductId` VARCHAR(255),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_plan_sortOrder_id_idx` (`sortOrder`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `spicy_tags` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `spicy_tags_name_unique` (`name`),
  KEY `_spicy_tags_name_id_idx` (`name`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `tandem_canary` (
  `id` VARCHAR(64) NOT NULL,
  `nonce` VARCHAR(64) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `user` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `firstName` VARCHAR(255),
  `lastName` VARCHAR(255),
  `email` VARCHAR(255),
  `emailVerified` DATETIME(3),
  `role` VARCHAR(64) NOT NULL DEFAULT 'user',
  `avatar` VARCHAR(600),
  `passwordHash` MEDIUMTEXT,
  `googleAccountId` VARCHAR(255),
  `signUpIpAddress` VARCHAR(128),
  `currentCredits` INT NOT NULL DEFAULT 0,
  `lastCreditRefreshAt` DATETIME(3),
  `gender` VARCHAR(64),
  `dateOfBirth` DATETIME(3),
  `athleteProfile` JSON,
  `affiliateName` VARCHAR(255),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `user_email_unique` (`email`),
  KEY `user_role_idx` (`role`),
  KEY `user_googleAccountId_idx` (`googleAccountId`),
  KEY `user_gender_idx` (`gender`),
  KEY `user_dateOfBirth_idx` (`dateOfBirth`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `commerce_purchase` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `userId` VARCHAR(64) NOT NULL,
  `productId` VARCHAR(64) NOT NULL,
  `status` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64),
  `divisionId` VARCHAR(64),
  `totalCents` INT NOT NULL,
  `platformFeeCents` INT NOT NULL,
  `stripeFeeCents` INT NOT NULL,
  `organizerNetCents` INT NOT NULL,
  `stripeCheckoutSessionId` VARCHAR(255),
  `stripePaymentIntentId` VARCHAR(255),
  `metadata` JSON,
  `completedAt` DATETIME(3),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `commerce_purchase_userId_idx` (`userId`),
  KEY `commerce_purchase_productId_idx` (`productId`),
  KEY `commerce_purchase_status_idx` (`status`),
  KEY `commerce_purchase_competitionId_idx` (`competitionId`),
  KEY `commerce_purchase_stripeCheckoutSessionId_idx` (`stripeCheckoutSessionId`),
  KEY `_commerce_purchase_userId_id_idx` (`userId`, `id`),
  KEY `_commerce_purchase_userId_createdAt_id_idx` (`userId`, `createdAt`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `credit_transaction` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `userId` VARCHAR(64) NOT NULL,
  `amount` INT NOT NULL,
  `remainingAmount` INT NOT NULL DEFAULT 0,
  `type` VARCHAR(64) NOT NULL,
  `description` VARCHAR(255) NOT NULL,
  `expirationDate` DATETIME(3),
  `expirationDateProcessedAt` DATETIME(3),
  `paymentIntentId` VARCHAR(255),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `credit_transaction_createdAt_idx` (`createdAt`),
  KEY `credit_transaction_userId_idx` (`userId`),
  KEY `credit_transaction_type_idx` (`type`),
  KEY `credit_transaction_expirationDate_idx` (`expirationDate`),
  KEY `credit_transaction_paymentIntentId_idx` (`paymentIntentId`),
  KEY `_credit_transaction_userId_id_idx` (`userId`, `id`),
  KEY `_credit_transaction_userId_createdAt_id_idx` (`userId`, `createdAt`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `passkey_credential` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `userId` VARCHAR(64) NOT NULL,
  `credentialId` VARCHAR(255) NOT NULL,
  `credentialPublicKey` VARCHAR(255) NOT NULL,
  `counter` BIGINT NOT NULL,
  `transports` JSON,
  `aaguid` VARCHAR(255),
  `userAgent` VARCHAR(255),
  `ipAddress` VARCHAR(128),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `passkey_credential_credentialId_unique` (`credentialId`),
  KEY `passkey_credential_userId_idx` (`userId`),
  KEY `_passkey_credential_userId_id_idx` (`userId`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `plan_feature` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `planId` VARCHAR(64) NOT NULL,
  `featureId` VARCHAR(64) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `plan_feature_planId_featureId_idx` (`planId`, `featureId`),
  KEY `plan_feature_planId_idx` (`planId`),
  KEY `plan_feature_featureId_idx` (`featureId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `plan_limit` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `planId` VARCHAR(64) NOT NULL,
  `limitId` VARCHAR(64) NOT NULL,
  `value` BIGINT NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `plan_limit_planId_limitId_idx` (`planId`, `limitId`),
  KEY `plan_limit_planId_idx` (`planId`),
  KEY `plan_limit_limitId_idx` (`limitId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `purchased_item` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `userId` VARCHAR(64) NOT NULL,
  `itemType` VARCHAR(50) NOT NULL,
  `itemId` VARCHAR(64) NOT NULL,
  `purchasedAt` DATETIME(3) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `purchased_item_userId_itemType_itemId_idx` (`userId`, `itemType`, `itemId`),
  KEY `purchased_item_userId_idx` (`userId`),
  KEY `purchased_item_itemType_idx` (`itemType`),
  KEY `_purchased_item_userId_id_idx` (`userId`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `team` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `slug` VARCHAR(255) NOT NULL,
  `description` TEXT,
  `avatarUrl` VARCHAR(600),
  `type` VARCHAR(64) NOT NULL DEFAULT 'gym',
  `settings` JSON,
  `isPersonalTeam` BOOLEAN NOT NULL DEFAULT 0,
  `personalTeamOwnerId` VARCHAR(64),
  `parentOrganizationId` VARCHAR(64),
  `competitionMetadata` JSON,
  `defaultTrackId` VARCHAR(64),
  `defaultScalingGroupId` VARCHAR(64),
  `currentPlanId` VARCHAR(100),
  `planId` VARCHAR(100),
  `planExpiresAt` DATETIME(3),
  `creditBalance` INT NOT NULL DEFAULT 0,
  `billingEmail` VARCHAR(255),
  `stripeConnectedAccountId` VARCHAR(255),
  `stripeAccountType` VARCHAR(20),
  `stripeAccountStatus` VARCHAR(20),
  `stripeOnboardingCompletedAt` DATETIME(3),
  `organizerFeePercentage` INT,
  `organizerFeeFixed` INT,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `team_slug_unique` (`slug`),
  KEY `team_defaultScalingGroupId_idx` (`defaultScalingGroupId`),
  KEY `team_personalTeamOwnerId_idx` (`personalTeamOwnerId`),
  KEY `team_type_idx` (`type`),
  KEY `team_parentOrganizationId_idx` (`parentOrganizationId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `affiliates` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `location` VARCHAR(255),
  `verificationStatus` VARCHAR(64) NOT NULL DEFAULT 'unverified',
  `ownerTeamId` VARCHAR(64),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `affiliates_name_unique` (`name`),
  KEY `affiliates_ownerTeamId_idx` (`ownerTeamId`),
  KEY `_affiliates_name_id_idx` (`name`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `class_catalog` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `team_id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `description` MEDIUMTEXT,
  `duration_minutes` INT NOT NULL DEFAULT 60,
  `max_participants` INT NOT NULL DEFAULT 20,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_class_catalog_team_id_id_idx` (`team_id`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `coaches` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `user_id` VARCHAR(64) NOT NULL,
  `team_id` VARCHAR(64) NOT NULL,
  `weekly_class_limit` INT,
  `scheduling_preference` VARCHAR(64),
  `scheduling_notes` MEDIUMTEXT,
  `is_active` BOOLEAN NOT NULL DEFAULT 1,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `coaches_user_id_team_id_idx` (`user_id`, `team_id`),
  KEY `_coaches_team_id_id_idx` (`team_id`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `competition_groups` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `organizingTeamId` VARCHAR(64) NOT NULL,
  `slug` VARCHAR(255) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `description` TEXT,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `competition_groups_organizingTeamId_slug_unique` (`organizingTeamId`, `slug`),
  KEY `_competition_groups_organizingTeamId_id_idx` (`organizingTeamId`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `entitlement` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `entitlementTypeId` VARCHAR(64) NOT NULL,
  `userId` VARCHAR(64) NOT NULL,
  `teamId` VARCHAR(64),
  `sourceType` VARCHAR(64) NOT NULL,
  `sourceId` VARCHAR(64) NOT NULL,
  `metadata` JSON,
  `expiresAt` DATETIME(3),
  `deletedAt` DATETIME(3),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `entitlement_entitlementTypeId_idx` (`entitlementTypeId`),
  KEY `entitlement_userId_idx` (`userId`),
  KEY `entitlement_teamId_idx` (`teamId`),
  KEY `entitlement_sourceType_sourceId_idx` (`sourceType`, `sourceId`),
  KEY `entitlement_deletedAt_idx` (`deletedAt`),
  KEY `_entitlement_userId_id_idx` (`userId`, `id`),
  KEY `_entitlement_userId_createdAt_id_idx` (`userId`, `createdAt`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `locations` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `team_id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `capacity` INT NOT NULL DEFAULT 20,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_locations_team_id_id_idx` (`team_id`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `organizer_request` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `teamId` VARCHAR(64) NOT NULL,
  `userId` VARCHAR(64) NOT NULL,
  `reason` TEXT NOT NULL,
  `status` VARCHAR(64) NOT NULL DEFAULT 'pending',
  `adminNotes` TEXT,
  `reviewedBy` VARCHAR(64),
  `reviewedAt` DATETIME(3),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `organizer_request_teamId_idx` (`teamId`),
  KEY `organizer_request_userId_idx` (`userId`),
  KEY `organizer_request_status_idx` (`status`),
  KEY `_organizer_request_teamId_id_idx` (`teamId`, `id`),
  KEY `_organizer_request_teamId_status_createdAt_id_idx` (`teamId`, `status`, `createdAt`, `id`),
  KEY `_organizer_request_reviewedBy_idx` (`reviewedBy`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `scaling_groups` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `title` VARCHAR(255) NOT NULL,
  `description` TEXT,
  `teamId` VARCHAR(64),
  `isDefault` BOOLEAN NOT NULL DEFAULT 0,
  `isSystem` BOOLEAN NOT NULL DEFAULT 0,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `scaling_groups_teamId_idx` (`teamId`),
  KEY `scaling_groups_isDefault_idx` (`isDefault`),
  KEY `scaling_groups_isSystem_idx` (`isSystem`),
  KEY `_scaling_groups_teamId_id_idx` (`teamId`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `schedule_templates` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `team_id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_schedule_templates_team_id_id_idx` (`team_id`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `skills` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `team_id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_skills_team_id_id_idx` (`team_id`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `team_addon` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `teamId` VARCHAR(64) NOT NULL,
  `addonId` VARCHAR(100) NOT NULL,
  `quantity` INT NOT NULL DEFAULT 1,
  `status` VARCHAR(64) NOT NULL,
  `expiresAt` DATETIME(3),
  `stripeSubscriptionItemId` VARCHAR(255),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `team_addon_teamId_idx` (`teamId`),
  KEY `team_addon_status_idx` (`status`),
  KEY `_team_addon_teamId_id_idx` (`teamId`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `team_entitlement_override` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `teamId` VARCHAR(64) NOT NULL,
  `type` VARCHAR(64) NOT NULL,
  `key` VARCHAR(255) NOT NULL,
  `value` MEDIUMTEXT NOT NULL,
  `reason` VARCHAR(500),
  `expiresAt` DATETIME(3),
  `createdBy` VARCHAR(64),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `team_entitlement_override_teamId_type_key_unique` (`teamId`, `type`, `key`),
  KEY `team_entitlement_override_teamId_idx` (`teamId`),
  KEY `team_entitlement_override_type_idx` (`type`),
  KEY `_team_entitlement_override_teamId_id_idx` (`teamId`, `id`),
  KEY `_team_entitlement_override_createdBy_idx` (`createdBy`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `team_feature_entitlement` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `teamId` VARCHAR(64) NOT NULL,
  `featureId` VARCHAR(64) NOT NULL,
  `source` VARCHAR(64) NOT NULL DEFAULT 'plan',
  `sourcePlanId` VARCHAR(64),
  `expiresAt` DATETIME(3),
  `isActive` BOOLEAN NOT NULL DEFAULT 1,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `team_feature_entitlement_teamId_featureId_unique` (`teamId`, `featureId`),
  KEY `team_feature_entitlement_teamId_idx` (`teamId`),
  KEY `team_feature_entitlement_featureId_idx` (`featureId`),
  KEY `_team_feature_entitlement_teamId_id_idx` (`teamId`, `id`),
  KEY `_team_feature_entitlement_sourcePlanId_idx` (`sourcePlanId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `team_invitation` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `teamId` VARCHAR(64) NOT NULL,
  `email` VARCHAR(255) NOT NULL,
  `roleId` VARCHAR(64) NOT NULL,
  `isSystemRole` BOOLEAN NOT NULL DEFAULT 1,
  `token` VARCHAR(255) NOT NULL,
  `invitedBy` VARCHAR(64),
  `expiresAt` DATETIME(3) NOT NULL,
  `acceptedAt` DATETIME(3),
  `acceptedBy` VARCHAR(64),
  `metadata` JSON,
  `status` VARCHAR(20) NOT NULL DEFAULT 'pending',
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `team_invitation_token_unique` (`token`),
  KEY `team_invitation_teamId_idx` (`teamId`),
  KEY `team_invitation_email_idx` (`email`),
  KEY `_team_invitation_teamId_id_idx` (`teamId`, `id`),
  KEY `_team_invitation_teamId_status_createdAt_id_idx` (`teamId`, `status`, `createdAt`, `id`),
  KEY `_team_invitation_invitedBy_idx` (`invitedBy`),
  KEY `_team_invitation_acceptedBy_idx` (`acceptedBy`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `team_limit_entitlement` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `teamId` VARCHAR(64) NOT NULL,
  `limitId` VARCHAR(64) NOT NULL,
  `value` BIGINT NOT NULL,
  `source` VARCHAR(64) NOT NULL DEFAULT 'plan',
  `sourcePlanId` VARCHAR(64),
  `expiresAt` DATETIME(3),
  `isActive` BOOLEAN NOT NULL DEFAULT 1,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `team_limit_entitlement_teamId_limitId_unique` (`teamId`, `limitId`),
  KEY `team_limit_entitlement_teamId_idx` (`teamId`),
  KEY `team_limit_entitlement_limitId_idx` (`limitId`),
  KEY `_team_limit_entitlement_teamId_id_idx` (`teamId`, `id`),
  KEY `_team_limit_entitlement_sourcePlanId_idx` (`sourcePlanId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `team_membership` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `teamId` VARCHAR(64) NOT NULL,
  `userId` VARCHAR(64) NOT NULL,
  `roleId` VARCHAR(64) NOT NULL,
  `isSystemRole` BOOLEAN NOT NULL DEFAULT 1,
  `invitedBy` VARCHAR(64),
  `invitedAt` DATETIME(3),
  `joinedAt` DATETIME(3),
  `expiresAt` DATETIME(3),
  `isActive` BOOLEAN NOT NULL DEFAULT 1,
  `metadata` JSON,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `team_membership_teamId_userId_idx` (`teamId`, `userId`),
  KEY `team_membership_teamId_idx` (`teamId`),
  KEY `team_membership_userId_idx` (`userId`),
  KEY `_team_membership_teamId_id_idx` (`teamId`, `id`),
  KEY `_team_membership_teamId_createdAt_id_idx` (`teamId`, `createdAt`, `id`),
  KEY `_team_membership_invitedBy_idx` (`invitedBy`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `team_role` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `teamId` VARCHAR(64) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `description` TEXT,
  `permissions` JSON NOT NULL,
  `metadata` JSON,
  `isEditable` BOOLEAN NOT NULL DEFAULT 1,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `team_role_teamId_name_idx` (`teamId`, `name`),
  KEY `team_role_teamId_idx` (`teamId`),
  KEY `_team_role_teamId_id_idx` (`teamId`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `team_subscription` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `teamId` VARCHAR(64) NOT NULL,
  `planId` VARCHAR(64) NOT NULL,
  `status` VARCHAR(64) NOT NULL,
  `currentPeriodStart` DATETIME(3) NOT NULL,
  `currentPeriodEnd` DATETIME(3) NOT NULL,
  `cancelAtPeriodEnd` BOOLEAN NOT NULL DEFAULT 0,
  `trialStart` DATETIME(3),
  `trialEnd` DATETIME(3),
  `stripeSubscriptionId` VARCHAR(255),
  `stripeCustomerId` VARCHAR(255),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `team_subscription_teamId_idx` (`teamId`),
  KEY `team_subscription_status_idx` (`status`),
  KEY `_team_subscription_teamId_id_idx` (`teamId`, `id`),
  KEY `_team_subscription_planId_idx` (`planId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `team_usage` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `teamId` VARCHAR(64) NOT NULL,
  `limitKey` VARCHAR(100) NOT NULL,
  `currentValue` BIGINT NOT NULL DEFAULT 0,
  `periodStart` DATETIME(3) NOT NULL,
  `periodEnd` DATETIME(3) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `team_usage_teamId_limitKey_periodStart_idx` (`teamId`, `limitKey`, `periodStart`),
  KEY `team_usage_teamId_idx` (`teamId`),
  KEY `team_usage_limitKey_idx` (`limitKey`),
  KEY `_team_usage_teamId_id_idx` (`teamId`, `id`),
  KEY `_team_usage_teamId_limitKey_periodStart_id_idx` (`teamId`, `limitKey`, `periodStart`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `class_catalog_to_skills` (
  `class_catalog_id` VARCHAR(64) NOT NULL,
  `skill_id` VARCHAR(64) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`class_catalog_id`, `skill_id`),
  KEY `_class_catalog_to_skills_skill_id_idx` (`skill_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `coach_blackout_dates` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `coach_id` VARCHAR(64) NOT NULL,
  `start_date` DATETIME(3) NOT NULL,
  `end_date` DATETIME(3) NOT NULL,
  `reason` MEDIUMTEXT,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_coach_blackout_dates_coach_id_idx` (`coach_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `coach_recurring_unavailability` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `coach_id` VARCHAR(64) NOT NULL,
  `day_of_week` INT NOT NULL,
  `start_time` VARCHAR(10) NOT NULL,
  `end_time` VARCHAR(10) NOT NULL,
  `description` MEDIUMTEXT,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_coach_recurring_unavailability_coach_id_idx` (`coach_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `coach_to_skills` (
  `coach_id` VARCHAR(64) NOT NULL,
  `skill_id` VARCHAR(64) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`coach_id`, `skill_id`),
  KEY `_coach_to_skills_skill_id_idx` (`skill_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `competitions` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `organizingTeamId` VARCHAR(64) NOT NULL,
  `competitionTeamId` VARCHAR(64) NOT NULL,
  `groupId` VARCHAR(64),
  `slug` VARCHAR(255) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `description` TEXT,
  `competitionType` VARCHAR(64) NOT NULL DEFAULT 'in-person',
  `visibility` VARCHAR(64) NOT NULL DEFAULT 'public',
  `status` VARCHAR(64) NOT NULL DEFAULT 'draft',
  `profileImageUrl` VARCHAR(600),
  `bannerImageUrl` VARCHAR(600),
  `startDate` DATETIME(3) NOT NULL,
  `endDate` DATETIME(3) NOT NULL,
  `timezone` VARCHAR(64) DEFAULT 'America/Denver',
  `registrationOpensAt` DATETIME(3),
  `registrationClosesAt` DATETIME(3),
  `primaryAddressId` VARCHAR(64),
  `settings` JSON,
  `defaultHeatsPerRotation` INT DEFAULT 4,
  `defaultLaneShiftPattern` VARCHAR(64) DEFAULT 'stay',
  `defaultMaxSpotsPerDivision` INT,
  `defaultRegistrationFeeCents` INT DEFAULT 0,
  `platformFeePercentage` INT,
  `platformFeeFixed` INT,
  `passPlatformFeesToCustomer` BOOLEAN DEFAULT 1,
  `passStripeFeesToCustomer` BOOLEAN DEFAULT 0,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `competitions_slug_unique` (`slug`),
  KEY `competitions_organizingTeamId_idx` (`organizingTeamId`),
  KEY `competitions_competitionTeamId_idx` (`competitionTeamId`),
  KEY `competitions_groupId_idx` (`groupId`),
  KEY `competitions_startDate_idx` (`startDate`),
  KEY `_competitions_organizingTeamId_id_idx` (`organizingTeamId`, `id`),
  KEY `_competitions_organizingTeamId_startDate_id_idx` (`organizingTeamId`, `startDate`, `id`),
  KEY `_competitions_organizingTeamId_status_startDate_id_idx` (`organizingTeamId`, `status`, `startDate`, `id`),
  KEY `_competitions_primaryAddressId_idx` (`primaryAddressId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `generated_schedules` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `team_id` VARCHAR(64) NOT NULL,
  `week_start_date` DATETIME(3) NOT NULL,
  `location_id` VARCHAR(64),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_generated_schedules_team_id_id_idx` (`team_id`, `id`),
  KEY `_generated_schedules_location_id_idx` (`location_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `scaling_levels` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `scalingGroupId` VARCHAR(64) NOT NULL,
  `label` VARCHAR(100) NOT NULL,
  `position` INT NOT NULL,
  `teamSize` INT NOT NULL DEFAULT 1,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `scaling_levels_scalingGroupId_position_idx` (`scalingGroupId`, `position`),
  KEY `scaling_levels_scalingGroupId_idx` (`scalingGroupId`),
  KEY `_scaling_levels_scalingGroupId_position_id_idx` (`scalingGroupId`, `position`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `schedule_template_classes` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `template_id` VARCHAR(64) NOT NULL,
  `day_of_week` INT NOT NULL,
  `start_time` VARCHAR(10) NOT NULL,
  `end_time` VARCHAR(10) NOT NULL,
  `required_coaches` INT NOT NULL DEFAULT 1,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_schedule_template_classes_template_id_idx` (`template_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `competition_divisions` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64) NOT NULL,
  `divisionId` VARCHAR(64) NOT NULL,
  `feeCents` INT NOT NULL,
  `description` TEXT,
  `maxSpots` INT,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `competition_divisions_competitionId_divisionId_unique` (`competitionId`, `divisionId`),
  KEY `competition_divisions_competitionId_idx` (`competitionId`),
  KEY `_competition_divisions_competitionId_id_idx` (`competitionId`, `id`),
  KEY `_competition_divisions_divisionId_idx` (`divisionId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `competition_events` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64) NOT NULL,
  `trackWorkoutId` VARCHAR(64) NOT NULL,
  `submissionOpensAt` VARCHAR(64),
  `submissionClosesAt` VARCHAR(64),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `competition_events_competitionId_trackWorkoutId_unique` (`competitionId`, `trackWorkoutId`),
  KEY `competition_events_competitionId_idx` (`competitionId`),
  KEY `competition_events_trackWorkoutId_idx` (`trackWorkoutId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `competition_registration_questions` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64) NOT NULL,
  `type` VARCHAR(64) NOT NULL,
  `label` VARCHAR(500) NOT NULL,
  `helpText` TEXT,
  `options` JSON,
  `required` BOOLEAN NOT NULL DEFAULT 1,
  `forTeammates` BOOLEAN NOT NULL DEFAULT 0,
  `sortOrder` INT NOT NULL DEFAULT 0,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `competition_registration_questions_competitionId_sortOrder_idx` (`competitionId`, `sortOrder`),
  KEY `competition_registration_questions_competitionId_idx` (`competitionId`),
  KEY `_competition_registration_questions_competitionId_sortO_d0960bf5` (`competitionId`, `sortOrder`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `competition_registrations` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `eventId` VARCHAR(64) NOT NULL,
  `userId` VARCHAR(64) NOT NULL,
  `teamMemberId` VARCHAR(64) NOT NULL,
  `divisionId` VARCHAR(64),
  `registeredAt` DATETIME(3) NOT NULL,
  `metadata` JSON,
  `teamName` VARCHAR(255),
  `captainUserId` VARCHAR(64),
  `athleteTeamId` VARCHAR(64),
  `pendingTeammates` JSON,
  `commercePurchaseId` VARCHAR(64),
  `paymentStatus` VARCHAR(20),
  `paidAt` DATETIME(3),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `competition_registrations_eventId_userId_unique` (`eventId`, `userId`),
  KEY `competition_registrations_eventId_idx` (`eventId`),
  KEY `competition_registrations_userId_idx` (`userId`),
  KEY `competition_registrations_divisionId_idx` (`divisionId`),
  KEY `competition_registrations_captainUserId_idx` (`captainUserId`),
  KEY `competition_registrations_athleteTeamId_idx` (`athleteTeamId`),
  KEY `competition_registrations_commercePurchaseId_idx` (`commercePurchaseId`),
  KEY `_competition_registrations_userId_id_idx` (`userId`, `id`),
  KEY `_competition_registrations_userId_registeredAt_id_idx` (`userId`, `registeredAt`, `id`),
  KEY `_competition_registrations_teamMemberId_idx` (`teamMemberId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `competition_venues` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64) NOT NULL,
  `name` VARCHAR(100) NOT NULL,
  `laneCount` INT NOT NULL DEFAULT 10,
  `sortOrder` INT NOT NULL DEFAULT 0,
  `transitionMinutes` INT NOT NULL DEFAULT 3,
  `addressId` VARCHAR(64),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `competition_venues_competitionId_sortOrder_idx` (`competitionId`, `sortOrder`),
  KEY `competition_venues_competitionId_idx` (`competitionId`),
  KEY `_competition_venues_competitionId_sortOrder_id_idx` (`competitionId`, `sortOrder`, `id`),
  KEY `_competition_venues_addressId_idx` (`addressId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `programming_track` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `description` TEXT,
  `type` VARCHAR(64) NOT NULL,
  `ownerTeamId` VARCHAR(64),
  `isPublic` BOOLEAN NOT NULL DEFAULT 0,
  `scalingGroupId` VARCHAR(64),
  `competitionId` VARCHAR(64),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `programming_track_type_idx` (`type`),
  KEY `programming_track_ownerTeamId_idx` (`ownerTeamId`),
  KEY `programming_track_scalingGroupId_idx` (`scalingGroupId`),
  KEY `programming_track_competitionId_idx` (`competitionId`),
  KEY `_programming_track_ownerTeamId_id_idx` (`ownerTeamId`, `id`),
  KEY `_programming_track_ownerTeamId_createdAt_id_idx` (`ownerTeamId`, `createdAt`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `schedule_template_class_required_skills` (
  `template_class_id` VARCHAR(64) NOT NULL,
  `skill_id` VARCHAR(64) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`template_class_id`, `skill_id`),
  KEY `_schedule_template_class_required_skills_skill_id_idx` (`skill_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `scheduled_classes` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `schedule_id` VARCHAR(64) NOT NULL,
  `coach_id` VARCHAR(64),
  `class_catalog_id` VARCHAR(64) NOT NULL,
  `location_id` VARCHAR(64) NOT NULL,
  `start_time` DATETIME(3) NOT NULL,
  `end_time` DATETIME(3) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_scheduled_classes_schedule_id_start_time_id_idx` (`schedule_id`, `start_time`, `id`),
  KEY `_scheduled_classes_coach_id_idx` (`coach_id`),
  KEY `_scheduled_classes_class_catalog_id_idx` (`class_catalog_id`),
  KEY `_scheduled_classes_location_id_idx` (`location_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `sponsor_groups` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64) NOT NULL,
  `name` VARCHAR(100) NOT NULL,
  `displayOrder` INT NOT NULL DEFAULT 0,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `sponsor_groups_competitionId_displayOrder_idx` (`competitionId`, `displayOrder`),
  KEY `sponsor_groups_competitionId_idx` (`competitionId`),
  KEY `_sponsor_groups_competitionId_displayOrder_id_idx` (`competitionId`, `displayOrder`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `volunteer_shifts` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64) NOT NULL,
  `name` VARCHAR(200) NOT NULL,
  `roleType` VARCHAR(50) NOT NULL,
  `startTime` DATETIME(3) NOT NULL,
  `endTime` DATETIME(3) NOT NULL,
  `location` VARCHAR(200),
  `capacity` INT NOT NULL DEFAULT 1,
  `notes` TEXT,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `volunteer_shifts_competitionId_idx` (`competitionId`),
  KEY `volunteer_shifts_startTime_idx` (`startTime`),
  KEY `_volunteer_shifts_competitionId_startTime_id_idx` (`competitionId`, `startTime`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `waivers` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64) NOT NULL,
  `title` VARCHAR(255) NOT NULL,
  `content` MEDIUMTEXT NOT NULL,
  `required` BOOLEAN NOT NULL DEFAULT 1,
  `position` INT NOT NULL DEFAULT 0,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `waivers_competitionId_position_idx` (`competitionId`, `position`),
  KEY `waivers_competitionId_idx` (`competitionId`),
  KEY `_waivers_competitionId_position_id_idx` (`competitionId`, `position`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `competition_heats` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64) NOT NULL,
  `trackWorkoutId` VARCHAR(64) NOT NULL,
  `heatNumber` INT NOT NULL,
  `divisionId` VARCHAR(64),
  `venueId` VARCHAR(64),
  `scheduledTime` DATETIME(3),
  `durationMinutes` INT,
  `schedulePublishedAt` DATETIME(3),
  `notes` VARCHAR(500),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `competition_heats_trackWorkoutId_heatNumber_unique` (`trackWorkoutId`, `heatNumber`),
  KEY `competition_heats_competitionId_idx` (`competitionId`),
  KEY `competition_heats_trackWorkoutId_idx` (`trackWorkoutId`),
  KEY `competition_heats_scheduledTime_idx` (`scheduledTime`),
  KEY `_competition_heats_competitionId_heatNumber_id_idx` (`competitionId`, `heatNumber`, `id`),
  KEY `_competition_heats_divisionId_idx` (`divisionId`),
  KEY `_competition_heats_venueId_idx` (`venueId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `competition_registration_answers` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `questionId` VARCHAR(64) NOT NULL,
  `registrationId` VARCHAR(64) NOT NULL,
  `userId` VARCHAR(64) NOT NULL,
  `answer` TEXT NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `competition_registration_answers_questionId_registratio_f39b79f6` (`questionId`, `registrationId`, `userId`),
  KEY `competition_registration_answers_questionId_idx` (`questionId`),
  KEY `competition_registration_answers_registrationId_idx` (`registrationId`),
  KEY `competition_registration_answers_userId_idx` (`userId`),
  KEY `_competition_registration_answers_userId_id_idx` (`userId`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `sponsors` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64),
  `userId` VARCHAR(64),
  `groupId` VARCHAR(64),
  `name` VARCHAR(255) NOT NULL,
  `logoUrl` VARCHAR(600),
  `website` VARCHAR(600),
  `displayOrder` INT NOT NULL DEFAULT 0,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `sponsors_competitionId_groupId_displayOrder_idx` (`competitionId`, `groupId`, `displayOrder`),
  KEY `sponsors_competitionId_idx` (`competitionId`),
  KEY `sponsors_userId_displayOrder_idx` (`userId`, `displayOrder`),
  KEY `sponsors_userId_idx` (`userId`),
  KEY `sponsors_groupId_idx` (`groupId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `submission_window_notifications` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64) NOT NULL,
  `competitionEventId` VARCHAR(64) NOT NULL,
  `registrationId` VARCHAR(64) NOT NULL,
  `userId` VARCHAR(64) NOT NULL,
  `type` VARCHAR(50) NOT NULL,
  `sentToEmail` VARCHAR(255),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `submission_window_notifications_competitionEventId_regi_7371b9d2` (`competitionEventId`, `registrationId`, `type`),
  KEY `submission_window_notifications_competitionId_idx` (`competitionId`),
  KEY `submission_window_notifications_competitionEventId_idx` (`competitionEventId`),
  KEY `submission_window_notifications_userId_idx` (`userId`),
  KEY `_submission_window_notifications_userId_id_idx` (`userId`, `id`),
  KEY `_submission_window_notifications_registrationId_idx` (`registrationId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `team_programming_track` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `teamId` VARCHAR(64) NOT NULL,
  `trackId` VARCHAR(64) NOT NULL,
  `isActive` BOOLEAN NOT NULL DEFAULT 1,
  `subscribedAt` DATETIME(3) NOT NULL,
  `startDayOffset` INT NOT NULL DEFAULT 0,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`teamId`, `trackId`),
  KEY `team_programming_track_teamId_idx` (`teamId`),
  KEY `team_programming_track_isActive_idx` (`isActive`),
  KEY `_team_programming_track_trackId_idx` (`trackId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `video_submissions` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `registration_id` VARCHAR(64) NOT NULL,
  `track_workout_id` VARCHAR(64) NOT NULL,
  `user_id` VARCHAR(64) NOT NULL,
  `video_url` TEXT NOT NULL,
  `notes` TEXT,
  `submitted_at` DATETIME(3) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `video_submissions_registration_id_track_workout_id_unique` (`registration_id`, `track_workout_id`),
  KEY `video_submissions_registration_id_idx` (`registration_id`),
  KEY `video_submissions_track_workout_id_idx` (`track_workout_id`),
  KEY `video_submissions_user_id_idx` (`user_id`),
  KEY `_video_submissions_user_id_id_idx` (`user_id`, `id`),
  KEY `_video_submissions_user_id_submitted_at_id_idx` (`user_id`, `submitted_at`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `volunteer_shift_assignments` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `shiftId` VARCHAR(64) NOT NULL,
  `membershipId` VARCHAR(64) NOT NULL,
  `notes` VARCHAR(500),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `volunteer_shift_assignments_shiftId_membershipId_unique` (`shiftId`, `membershipId`),
  KEY `volunteer_shift_assignments_shiftId_idx` (`shiftId`),
  KEY `volunteer_shift_assignments_membershipId_idx` (`membershipId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `waiver_signatures` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `waiverId` VARCHAR(64) NOT NULL,
  `userId` VARCHAR(64) NOT NULL,
  `registrationId` VARCHAR(64),
  `signedAt` DATETIME(3) NOT NULL,
  `ipAddress` VARCHAR(45),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `waiver_signatures_waiverId_userId_idx` (`waiverId`, `userId`),
  KEY `waiver_signatures_waiverId_idx` (`waiverId`),
  KEY `waiver_signatures_userId_idx` (`userId`),
  KEY `waiver_signatures_registrationId_idx` (`registrationId`),
  KEY `_waiver_signatures_userId_id_idx` (`userId`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `workouts` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `description` MEDIUMTEXT NOT NULL,
  `scope` VARCHAR(64) NOT NULL DEFAULT 'private',
  `team_id` VARCHAR(64),
  `scheme` VARCHAR(64) NOT NULL,
  `score_type` VARCHAR(64),
  `tiebreak_scheme` VARCHAR(64),
  `time_cap` INT,
  `reps_per_round` INT,
  `rounds_to_score` INT DEFAULT 1,
  `scaling_group_id` VARCHAR(64),
  `source_track_id` VARCHAR(64),
  `source_workout_id` VARCHAR(64),
  `sugar_id` VARCHAR(64),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `workouts_team_id_idx` (`team_id`),
  KEY `workouts_source_track_id_idx` (`source_track_id`),
  KEY `workouts_scaling_group_id_idx` (`scaling_group_id`),
  KEY `_workouts_team_id_id_idx` (`team_id`, `id`),
  KEY `_workouts_team_id_createdAt_id_idx` (`team_id`, `createdAt`, `id`),
  KEY `_workouts_team_id_name_id_idx` (`team_id`, `name`, `id`),
  KEY `_workouts_source_workout_id_idx` (`source_workout_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `competition_heat_assignments` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `heatId` VARCHAR(64) NOT NULL,
  `registrationId` VARCHAR(64) NOT NULL,
  `laneNumber` INT NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `competition_heat_assignments_heatId_laneNumber_unique` (`heatId`, `laneNumber`),
  UNIQUE KEY `competition_heat_assignments_heatId_registrationId_unique` (`heatId`, `registrationId`),
  KEY `competition_heat_assignments_heatId_idx` (`heatId`),
  KEY `_competition_heat_assignments_heatId_laneNumber_id_idx` (`heatId`, `laneNumber`, `id`),
  KEY `_competition_heat_assignments_registrationId_idx` (`registrationId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `results` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `user_id` VARCHAR(64) NOT NULL,
  `date` DATETIME(3) NOT NULL,
  `type` VARCHAR(64) NOT NULL,
  `workout_id` VARCHAR(64),
  `programming_track_id` VARCHAR(64),
  `scheduled_workout_instance_id` VARCHAR(64),
  `notes` MEDIUMTEXT,
  `entered_by` VARCHAR(64),
  `scaling_level_id` VARCHAR(64),
  `as_rx` BOOLEAN NOT NULL DEFAULT 0,
  `scale` VARCHAR(64),
  `wod_score` VARCHAR(255),
  `set_count` INT,
  `distance` BIGINT,
  `time` BIGINT,
  `secondary_score` MEDIUMTEXT,
  `tie_break_score` MEDIUMTEXT,
  `score_status` VARCHAR(64),
  `competition_event_id` VARCHAR(64),
  `competition_registration_id` VARCHAR(64),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `results_competition_event_id_user_id_unique` (`competition_event_id`, `user_id`),
  KEY `results_user_id_idx` (`user_id`),
  KEY `results_date_idx` (`date`),
  KEY `results_workout_id_idx` (`workout_id`),
  KEY `results_workout_id_scaling_level_id_wod_score_idx` (`workout_id`, `scaling_level_id`, `wod_score`),
  KEY `results_workout_id_scaling_level_id_idx` (`workout_id`, `scaling_level_id`),
  KEY `results_competition_event_id_scaling_level_id_idx` (`competition_event_id`, `scaling_level_id`),
  KEY `results_scaling_level_id_idx` (`scaling_level_id`),
  KEY `_results_user_id_id_idx` (`user_id`, `id`),
  KEY `_results_user_id_date_id_idx` (`user_id`, `date`, `id`),
  KEY `_results_entered_by_idx` (`entered_by`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `scores` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `user_id` VARCHAR(64) NOT NULL,
  `team_id` VARCHAR(64) NOT NULL,
  `workout_id` VARCHAR(64) NOT NULL,
  `competition_event_id` VARCHAR(64),
  `scheduled_workout_instance_id` VARCHAR(64),
  `scheme` VARCHAR(64) NOT NULL,
  `score_type` VARCHAR(64) NOT NULL DEFAULT 'max',
  `score_value` BIGINT,
  `tiebreak_scheme` VARCHAR(64),
  `tiebreak_value` BIGINT,
  `time_cap_ms` BIGINT,
  `secondary_value` BIGINT,
  `status` VARCHAR(64) NOT NULL DEFAULT 'scored',
  `status_order` INT NOT NULL DEFAULT 0,
  `sort_key` VARCHAR(255),
  `scaling_level_id` VARCHAR(64),
  `as_rx` BOOLEAN NOT NULL DEFAULT 0,
  `notes` MEDIUMTEXT,
  `recorded_at` DATETIME(3) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `scores_competition_event_id_user_id_unique` (`competition_event_id`, `user_id`),
  KEY `scores_user_id_recorded_at_idx` (`user_id`, `recorded_at`),
  KEY `scores_workout_id_team_id_status_order_sort_key_idx` (`workout_id`, `team_id`, `status_order`, `sort_key`),
  KEY `scores_competition_event_id_status_order_sort_key_idx` (`competition_event_id`, `status_order`, `sort_key`),
  KEY `scores_scheduled_workout_instance_id_idx` (`scheduled_workout_instance_id`),
  KEY `_scores_team_id_id_idx` (`team_id`, `id`),
  KEY `_scores_team_id_recorded_at_id_idx` (`team_id`, `recorded_at`, `id`),
  KEY `_scores_team_id_workout_id_recorded_at_id_idx` (`team_id`, `workout_id`, `recorded_at`, `id`),
  KEY `_scores_scaling_level_id_idx` (`scaling_level_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `track_workout` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `trackId` VARCHAR(64) NOT NULL,
  `workoutId` VARCHAR(64) NOT NULL,
  `trackOrder` INT NOT NULL,
  `notes` TEXT,
  `pointsMultiplier` INT DEFAULT 100,
  `heatStatus` VARCHAR(64) DEFAULT 'draft',
  `eventStatus` VARCHAR(64) DEFAULT 'draft',
  `sponsorId` VARCHAR(64),
  `defaultHeatsCount` INT,
  `defaultLaneShiftPattern` VARCHAR(64),
  `minHeatBuffer` INT DEFAULT 2,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `track_workout_trackId_workoutId_trackOrder_unique` (`trackId`, `workoutId`, `trackOrder`),
  KEY `track_workout_trackId_idx` (`trackId`),
  KEY `track_workout_workoutId_idx` (`workoutId`),
  KEY `track_workout_trackOrder_idx` (`trackOrder`),
  KEY `track_workout_sponsorId_idx` (`sponsorId`),
  KEY `_track_workout_trackId_trackOrder_id_idx` (`trackId`, `trackOrder`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `workout_movements` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `workout_id` VARCHAR(64),
  `movement_id` VARCHAR(64),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_workout_movements_workout_id_idx` (`workout_id`),
  KEY `_workout_movements_movement_id_idx` (`movement_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `workout_scaling_descriptions` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `workoutId` VARCHAR(64) NOT NULL,
  `scalingLevelId` VARCHAR(64) NOT NULL,
  `description` TEXT,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `workout_scaling_descriptions_workoutId_scalingLevelId_unique` (`workoutId`, `scalingLevelId`),
  KEY `workout_scaling_descriptions_workoutId_idx` (`workoutId`),
  KEY `_workout_scaling_descriptions_scalingLevelId_idx` (`scalingLevelId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `workout_tags` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `workout_id` VARCHAR(64) NOT NULL,
  `tag_id` VARCHAR(64) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_workout_tags_workout_id_id_idx` (`workout_id`, `id`),
  KEY `_workout_tags_tag_id_idx` (`tag_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `competition_judge_rotations` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64) NOT NULL,
  `trackWorkoutId` VARCHAR(64) NOT NULL,
  `membershipId` VARCHAR(64) NOT NULL,
  `startingHeat` INT NOT NULL,
  `startingLane` INT NOT NULL,
  `heatsCount` INT NOT NULL,
  `laneShiftPattern` VARCHAR(64) NOT NULL DEFAULT 'stay',
  `notes` VARCHAR(500),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `competition_judge_rotations_competitionId_idx` (`competitionId`),
  KEY `competition_judge_rotations_trackWorkoutId_startingHeat_idx` (`trackWorkoutId`, `startingHeat`),
  KEY `competition_judge_rotations_trackWorkoutId_idx` (`trackWorkoutId`),
  KEY `competition_judge_rotations_membershipId_idx` (`membershipId`),
  KEY `_competition_judge_rotations_trackWorkoutId_startingHeat_id_idx` (`trackWorkoutId`, `startingHeat`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `event_judging_sheets` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `competitionId` VARCHAR(64) NOT NULL,
  `trackWorkoutId` VARCHAR(64) NOT NULL,
  `title` VARCHAR(255) NOT NULL,
  `r2Key` VARCHAR(600) NOT NULL,
  `url` VARCHAR(600) NOT NULL,
  `originalFilename` VARCHAR(255) NOT NULL,
  `fileSize` BIGINT NOT NULL,
  `mimeType` VARCHAR(100) NOT NULL,
  `uploadedBy` VARCHAR(64) NOT NULL,
  `sortOrder` INT NOT NULL DEFAULT 0,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `event_judging_sheets_competitionId_idx` (`competitionId`),
  KEY `event_judging_sheets_trackWorkoutId_sortOrder_idx` (`trackWorkoutId`, `sortOrder`),
  KEY `event_judging_sheets_trackWorkoutId_idx` (`trackWorkoutId`),
  KEY `event_judging_sheets_uploadedBy_idx` (`uploadedBy`),
  KEY `_event_judging_sheets_trackWorkoutId_sortOrder_id_idx` (`trackWorkoutId`, `sortOrder`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `event_resources` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `eventId` VARCHAR(64) NOT NULL,
  `title` VARCHAR(255) NOT NULL,
  `description` TEXT,
  `url` TEXT,
  `sortOrder` INT NOT NULL DEFAULT 1,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `event_resources_eventId_sortOrder_idx` (`eventId`, `sortOrder`),
  KEY `event_resources_eventId_idx` (`eventId`),
  KEY `_event_resources_eventId_sortOrder_id_idx` (`eventId`, `sortOrder`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `judge_assignment_versions` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `trackWorkoutId` VARCHAR(64) NOT NULL,
  `version` INT NOT NULL,
  `publishedAt` DATETIME(3) NOT NULL,
  `publishedBy` VARCHAR(64),
  `notes` TEXT,
  `isActive` BOOLEAN NOT NULL DEFAULT 0,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `judge_assignment_versions_trackWorkoutId_version_unique` (`trackWorkoutId`, `version`),
  KEY `judge_assignment_versions_trackWorkoutId_isActive_idx` (`trackWorkoutId`, `isActive`),
  KEY `judge_assignment_versions_trackWorkoutId_idx` (`trackWorkoutId`),
  KEY `_judge_assignment_versions_trackWorkoutId_version_id_idx` (`trackWorkoutId`, `version`, `id`),
  KEY `_judge_assignment_versions_publishedBy_idx` (`publishedBy`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `scheduled_workout_instance` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `teamId` VARCHAR(64) NOT NULL,
  `trackWorkoutId` VARCHAR(64),
  `workoutId` VARCHAR(64),
  `scheduledDate` DATETIME(3) NOT NULL,
  `teamSpecificNotes` TEXT,
  `scalingGuidanceForDay` TEXT,
  `classTimes` VARCHAR(500),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `scheduled_workout_instance_teamId_idx` (`teamId`),
  KEY `scheduled_workout_instance_workoutId_idx` (`workoutId`),
  KEY `scheduled_workout_instance_scheduledDate_idx` (`scheduledDate`),
  KEY `_scheduled_workout_instance_teamId_id_idx` (`teamId`, `id`),
  KEY `_scheduled_workout_instance_teamId_scheduledDate_id_idx` (`teamId`, `scheduledDate`, `id`),
  KEY `_scheduled_workout_instance_trackWorkoutId_idx` (`trackWorkoutId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `score_rounds` (
  `id` VARCHAR(64) NOT NULL,
  `score_id` VARCHAR(64) NOT NULL,
  `round_number` INT NOT NULL,
  `value` BIGINT NOT NULL,
  `scheme_override` VARCHAR(64),
  `status` VARCHAR(64),
  `secondary_value` BIGINT,
  `notes` MEDIUMTEXT,
  `created_at` DATETIME(3) NOT NULL,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `score_rounds_score_id_round_number_unique` (`score_id`, `round_number`),
  KEY `_score_rounds_score_id_round_number_id_idx` (`score_id`, `round_number`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `sets` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `result_id` VARCHAR(64) NOT NULL,
  `set_number` INT NOT NULL,
  `notes` MEDIUMTEXT,
  `reps` INT,
  `weight` INT,
  `status` VARCHAR(64),
  `distance` BIGINT,
  `time` BIGINT,
  `score` INT,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `_sets_result_id_set_number_id_idx` (`result_id`, `set_number`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `judge_heat_assignments` (
  `createdAt` DATETIME(3) NOT NULL,
  `updatedAt` DATETIME(3) NOT NULL,
  `updateCounter` INT DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `heatId` VARCHAR(64) NOT NULL,
  `membershipId` VARCHAR(64) NOT NULL,
  `laneNumber` INT,
  `position` VARCHAR(50),
  `instructions` VARCHAR(500),
  `rotationId` VARCHAR(64),
  `versionId` VARCHAR(64),
  `isManualOverride` BOOLEAN NOT NULL DEFAULT 0,
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `judge_heat_assignments_heatId_membershipId_versionId_unique` (`heatId`, `membershipId`, `versionId`),
  KEY `judge_heat_assignments_heatId_idx` (`heatId`),
  KEY `judge_heat_assignments_membershipId_idx` (`membershipId`),
  KEY `judge_heat_assignments_versionId_idx` (`versionId`),
  KEY `_judge_heat_assignments_heatId_id_idx` (`heatId`, `id`),
  KEY `_judge_heat_assignments_rotationId_idx` (`rotationId`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;
