-- {places} places of {people} people over eleven years, 40 projects, 30 countries and 300 regions, for PostgreSQL and
-- SQLite alike; every constraint is held. Of ten places nine are completed, of five four are paid by a project.
-- A fiftieth as many imported past trainings, of which one in ten has no evidence. For two years one person in a
-- hundred was held to be another one, and a file of one past training in twenty was lost: known then, not now.
INSERT INTO lms_person (id, password, is_superuser, public_id, first_name, last_name, email, language, is_active,
    is_staff, is_demo, date_joined, name_key)
WITH RECURSIVE numbered(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbered WHERE n < {people})
SELECT n, '!', {no}, {uuid}, 'Person', 'Number ' || n, '', 'en', {yes}, {no}, {yes}, '2012-01-01 00:00:00',
    'number ' || n || ' person'
FROM numbered;
INSERT INTO lms_region (id, code, nuts_version, name, country)
WITH RECURSIVE numbered(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbered WHERE n < 300)
SELECT n, substr('{countries}', 2 * (n % 25) + 1, 2) || (10 + n / 25), 2013, 'Region ' || n,
    substr('{countries}', 2 * (n % 25) + 1, 2)
FROM numbered;
INSERT INTO lms_organisation (id, public_id, name, country, region_id, is_demo)
WITH RECURSIVE numbered(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbered WHERE n < 3000)
SELECT n, {uuid}, 'Organisation ' || n, substr('{countries}', 2 * (n % 30) + 1, 2),
    CASE WHEN n % 30 < 25 THEN (25 * (n / 30 % 12) + n % 30 + 299) % 300 + 1 END, {yes}
FROM numbered;
INSERT INTO courses_project (id, code, title, known_from, starts_on, ends_on, zone, grant_number, call,
    retention_years)
WITH RECURSIVE numbered(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbered WHERE n < 40)
SELECT n, 'P' || n, 'Project ' || n, '2012-01-01 00:00:00', {day_of_project}, {end_of_project},
    CASE n % 4 WHEN 0 THEN 'Europe/Madrid' WHEN 1 THEN 'Europe/Istanbul' ELSE 'Europe/Brussels' END,
    '', '', 5
FROM numbered;
INSERT INTO courses_enrolment (id, uid, person_id, programme_id, role, project_id, organisation_id, region_id, country,
    enrolled_at)
WITH RECURSIVE numbered(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbered WHERE n < {places}),
drawn AS (
    SELECT n, (n * 7 + CASE WHEN n > {people} THEN 11 ELSE 0 END) % 50 + 1 AS project,
        CASE WHEN n % 20 > 0 THEN n * 13 % 3000 + 1 END AS organisation
    FROM numbered
)
SELECT n, {uuid}, CASE WHEN n > {people} THEN n - {people} ELSE n END, {programme},
    CASE WHEN n % 25 = 7 THEN 'instructor' ELSE 'manager' END,
    CASE WHEN project <= 40 THEN project END, organisation, office.region_id, COALESCE(office.country, ''),
    {day_of_enrolment}
FROM drawn LEFT JOIN lms_organisation office ON office.id = drawn.organisation;
INSERT INTO courses_programmecompletion (id, enrolment_id, number, completed_at, recorded_at)
SELECT id, id, 1, {day_of_completion}, {day_of_recording} FROM courses_enrolment WHERE id % 10 > 0;
INSERT INTO lms_personmerge (id, absorbed_id, kept_id, reason, made_at, made_by_id, ended_at, ended_by_id, end_reason)
SELECT id, id, id - 1, 'One.', '2021-01-01 00:00:00', 1, '2023-01-01 00:00:00', 1, 'Two.'
FROM lms_person WHERE id % 100 = 0;
INSERT INTO lms_personidentity (id, source, value, added_at, person_id)
SELECT id, 'benchmark', id, '2012-01-01 00:00:00', id FROM lms_person WHERE id <= {places} / 50;
INSERT INTO certification_recordevidence (id, uid, file, name, size, sha256, added_at)
VALUES (1, {uuid}, 'records/none', 'list.pdf', 1, 'x', '2012-01-01 00:00:00'),
    (2, {uuid}, 'records/lost', 'list.pdf', 1, 'y', '2012-01-01 00:00:00');
INSERT INTO certification_evidenceloss (id, record_evidence_id, what, noticed_at, found_at)
VALUES (1, 2, 'missing', '2021-01-01 00:00:00', '2023-01-01 00:00:00');
INSERT INTO certification_trainingrecord (id, uid, person_id, identity_id, delivery, project_code, result_confirmed_at)
SELECT identity.id, {uuid}, identity.id, identity.id, 'Past training ' || identity.id % 900,
    'P' || (identity.id % 45 + 1), done.completed_at
FROM lms_personidentity identity JOIN courses_programmecompletion done ON done.id = identity.id + 1 - identity.id % 10
WHERE identity.source = 'benchmark';
INSERT INTO certification_recordversion (id, record_id, number, activity, role, given_name, family_name, email,
    organisation_name, country, scheduled_minutes, attended_minutes, assessment, evidence_name, evidence_id, known_from)
SELECT id, id, 1, 'training', 'manager', 'Person', 'Number', '', '',
    substr('{countries}', CAST(2 * (id % 30) + 1 AS integer), 2), 3000, 2000 + id % 1001,
    CASE WHEN id % 8 = 0 THEN 'failed' ELSE 'passed' END, 'list.pdf', CASE WHEN id % 10 > 0 THEN 1 + (id % 20) / 19 END,
    result_confirmed_at
FROM certification_trainingrecord;
