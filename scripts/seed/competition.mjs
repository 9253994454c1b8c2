// A competition of a gym: divisions, athletes, events, heats, volunteers, waivers, scores.
import { day } from "./rows.mjs";
import { addCrew } from "./crew.mjs";
import { address } from "./people.mjs";
import { addScore } from "./scores.mjs";
import { EVENTS, NOTES, QUESTIONS, SPONSORS, STREETS } from "./words.mjs";

const DIVISIONS = [["RX", 6_500, 40], ["Scaled", 5_500, 60], ["Masters 40+", 5_500, 20]];
const PLATFORM_FEE_BASIS_POINTS = 250;
const LANES = 6;
/** It was last weekend. */
const HELD = -2;

export function addCompetition(rows, gym) {
  const { random } = rows;
  const first = gym.nth === 0;
  const online = gym.nth % 3 === 2;
  const name = `${gym.name.split(" ")[0]} ${online ? "Online Open" : "Throwdown"}`;
  const slug = `${gym.suffix}-${online ? "open" : "throwdown"}-2026`;
  const organizer = gym.people[0];
  const competitionTeam = rows.add("team", { name, slug: `${slug}-athletes`, type: "competition_event", parentOrganizationId: gym.teamId, createdAt: -120 });
  const { city, state, postcode, country } = gym.address;
  const venueAddress = rows.add("addresses", { addressType: "venue", name: `${gym.name} hall`, streetLine1: `${random.int(1, 240)} ${random.pick(STREETS)} St`, city, stateProvince: state, postalCode: postcode, countryCode: country });
  const group = rows.add("competition_groups", { organizingTeamId: gym.teamId, slug: `${gym.suffix}-series`, name: `${gym.name} series` });
  const id = rows.add("competitions", {
    id: first ? `comp_${gym.seed}` : undefined,
    organizingTeamId: gym.teamId,
    competitionTeamId: competitionTeam,
    groupId: group,
    slug,
    name,
    description: `Three events, three divisions${online ? ", from wherever you train" : ""}.`,
    competitionType: online ? "online" : "in-person",
    status: "published",
    startDate: day(HELD).slice(0, 10) + "T00:00:00.000Z",
    endDate: day(HELD + 1).slice(0, 10) + "T00:00:00.000Z",
    timezone: gym.timezone,
    registrationOpensAt: day(-90),
    registrationClosesAt: day(-7),
    primaryAddressId: venueAddress,
    settings: { showHeats: true, tiebreak: "best-event" },
    defaultRegistrationFeeCents: DIVISIONS[0][1],
    createdAt: -120,
  });
  const competition = { id, name, online, team: competitionTeam, organizer, venueAddress };
  competition.product = rows.add("commerce_product", { name: `Registration: ${name}`, type: "COMPETITION_REGISTRATION", resourceId: id, priceCents: DIVISIONS[0][1] });
  addDivisions(rows, competition);
  addPaperwork(rows, competition);
  addSponsors(rows, competition);
  addEvents(rows, gym, competition);
  competition.athletes = random.some(gym.people.slice(1), 12).map((one) => register(rows, competition, one));
  addHeats(rows, competition);
  addResults(rows, gym, competition);
  addCrew(rows, gym, competition);
}

function addDivisions(rows, competition) {
  const group = rows.add("scaling_groups", { teamId: competition.team, title: "Divisions" });
  competition.divisions = DIVISIONS.map(([label, feeCents, maxSpots], position) => {
    const id = rows.add("scaling_levels", { scalingGroupId: group, label, position });
    rows.add("competition_divisions", { competitionId: competition.id, divisionId: id, feeCents, description: `**${label}**: as the events are written.`, maxSpots });
    return { id, label, feeCents };
  });
}

function addPaperwork(rows, competition) {
  competition.questions = QUESTIONS.map(([label, type, options, required], sortOrder) => rows.add("competition_registration_questions", { competitionId: competition.id, type, label, options, required, sortOrder }));
  const content = JSON.stringify({ type: "doc", content: [{ type: "paragraph", text: "I take part at my own risk." }] });
  competition.waiver = rows.add("waivers", { competitionId: competition.id, title: "Liability waiver", content });
}

function addSponsors(rows, competition) {
  const { random } = rows;
  const group = rows.add("sponsor_groups", { competitionId: competition.id, name: "Partners" });
  competition.sponsors = random.some(SPONSORS, 3).map((name, displayOrder) => {
    const site = `https://${name.toLowerCase().replaceAll(" ", "-")}.example.com`;
    return rows.add("sponsors", { competitionId: competition.id, groupId: group, name, website: site, logoUrl: `${site}/logo.svg`, displayOrder });
  });
}

function addEvents(rows, gym, competition) {
  const { random } = rows;
  const track = rows.add("programming_track", { name: `${competition.name} events`, type: "team_owned", ownerTeamId: gym.teamId, competitionId: competition.id, isPublic: true });
  competition.events = EVENTS.map(([name, scheme, capSeconds, description, range], at) => {
    const workout = rows.add("workouts", { name: `${competition.name}: ${name}`, description, scope: "public", team_id: gym.teamId, scheme, time_cap: capSeconds, tiebreak_scheme: at === 2 ? "time" : undefined, source_track_id: track });
    const id = rows.add("track_workout", { trackId: track, workoutId: workout, trackOrder: at + 1, heatStatus: "published", eventStatus: "published", sponsorId: competition.sponsors[at], defaultHeatsCount: 2, pointsMultiplier: at === 2 ? 150 : 100 });
    const window = rows.add("competition_events", { competitionId: competition.id, trackWorkoutId: id, submissionOpensAt: competition.online ? day(HELD - 4) : undefined, submissionClosesAt: competition.online ? day(HELD + 1) : undefined });
    rows.add("event_resources", { eventId: id, title: "Standards", description: "What counts, and what does not.", url: `https://example.com/standards/${at + 1}` });
    rows.add("event_judging_sheets", { competitionId: competition.id, trackWorkoutId: id, title: `Score sheet: ${name}`, r2Key: `sheets/${id}.pdf`, url: `https://files.example.com/sheets/${id}.pdf`, originalFilename: `event-${at + 1}.pdf`, fileSize: random.int(60_000, 400_000), mimeType: "application/pdf", uploadedBy: competition.organizer.id });
    return { id, window, workout: { id: workout, scheme, capSeconds, range } };
  });
}

/** One athlete: purchase, membership, registration, answers, signature. */
function register(rows, competition, person) {
  const { random } = rows;
  const division = random.pick(competition.divisions);
  const at = -random.int(10, 80);
  const platformFeeCents = Math.round((division.feeCents * PLATFORM_FEE_BASIS_POINTS) / 10_000) + 200;
  const totalCents = division.feeCents + platformFeeCents;
  const stripeFeeCents = Math.round(totalCents * 0.029) + 30;
  const purchase = rows.add("commerce_purchase", {
    userId: person.id,
    productId: competition.product,
    status: "COMPLETED",
    competitionId: competition.id,
    divisionId: division.id,
    totalCents,
    platformFeeCents,
    stripeFeeCents,
    organizerNetCents: totalCents - platformFeeCents - stripeFeeCents,
    stripeCheckoutSessionId: `cs_${random.hex(16)}`,
    stripePaymentIntentId: `pi_${random.hex(12)}`,
    completedAt: day(at),
    createdAt: at,
  });
  const member = rows.add("team_membership", { teamId: competition.team, userId: person.id, roleId: "member", joinedAt: day(at), createdAt: at });
  const id = rows.add("competition_registrations", { eventId: competition.id, userId: person.id, teamMemberId: member, divisionId: division.id, registeredAt: day(at), commercePurchaseId: purchase, paymentStatus: "PAID", paidAt: day(at), createdAt: at });
  const answers = [random.pick(QUESTIONS[0][2]), String(random.int(1, 15)), `${person.lastName} family, +1 555 01${random.int(10, 99)}`];
  competition.questions.forEach((questionId, nth) => rows.add("competition_registration_answers", { questionId, registrationId: id, userId: person.id, answer: answers[nth], createdAt: at }));
  rows.add("waiver_signatures", { waiverId: competition.waiver, userId: person.id, registrationId: id, signedAt: day(at), ipAddress: address(random), createdAt: at });
  return { person, registration: id, division };
}

function addHeats(rows, competition) {
  competition.heats = [];
  if (competition.online) return;
  competition.venue = rows.add("competition_venues", { competitionId: competition.id, name: "Main floor", laneCount: LANES, addressId: competition.venueAddress });
  competition.events.forEach((event, nth) => {
    for (let heat = 0; heat * LANES < competition.athletes.length; heat++) {
      const id = rows.add("competition_heats", { competitionId: competition.id, trackWorkoutId: event.id, heatNumber: heat + 1, venueId: competition.venue, scheduledTime: day(HELD, -3 + nth * 2 + heat / 4), durationMinutes: 12, schedulePublishedAt: day(-6) });
      competition.heats.push({ id, event });
      competition.athletes.slice(heat * LANES, (heat + 1) * LANES).forEach(({ registration }, lane) => rows.add("competition_heat_assignments", { heatId: id, registrationId: registration, laneNumber: lane + 1 }));
    }
  });
}

function addResults(rows, gym, competition) {
  const { random } = rows;
  for (const event of competition.events)
    for (const { person, registration, division } of competition.athletes) {
      addScore(rows, { person, teamId: competition.team, workout: event.workout, level: division.id, asRx: division.label === "RX", at: HELD, hours: random.int(-3, 5), notes: random.pick(NOTES), event: event.id });
      if (!competition.online) continue;
      rows.add("video_submissions", { registration_id: registration, track_workout_id: event.id, user_id: person.id, video_url: `https://video.example.com/${random.hex(6)}`, submitted_at: day(HELD) });
      rows.add("submission_window_notifications", { competitionId: competition.id, competitionEventId: event.window, registrationId: registration, userId: person.id, type: "window_opens", sentToEmail: person.email });
    }
}
