// SPDX-License-Identifier: Apache-2.0
// Findings that no writer can avoid: what the rules of one syntax accept and those of another do
// not. Each is passed over in a named document only, and only while what the content says proves
// the reason, so that a fault of ours under the same rule is not masked.

#include "crosswalk_exceptions.h"

#include "base/decimal.h"
#include "base/utf8.h"

#include <string.h>

typedef const ContentItem *Item;

// ---- What the content says ----

static Slice text_at(Item item, const char *path)
{
    const Term *term = item ? model_find(item->list, slice_of(path)) : NULL;
    return term ? slot_text(&item->slots[term->slot]) : S("");
}

static Item first_of(Item item, const char *path)
{
    const Term *term = item ? model_find(item->list, slice_of(path)) : NULL;
    return term ? item->slots[term->slot].first : NULL;
}

static Decimal number_at(Item item, const char *path)
{
    Decimal value = decimal_of(0);
    decimal_read(text_at(item, path), &value, NULL);
    return value;
}

static bool is_text(Item item, const char *path, const char *value)
{
    return slice_equal(text_at(item, path), slice_of(value));
}

static bool is_among(Slice value, const char *const *list)
{
    for (; *list != NULL; list++)
        if (slice_equal(value, slice_of(*list)))
            return true;
    return false;
}

// ---- Proofs ----

static bool is_sum(Item root, const char *sum, const char *base, const char *less, const char *more)
{
    Decimal value = number_at(root, base);
    return decimal_subtract(value, number_at(root, less), &value) &&
           decimal_add(value, number_at(root, more), &value) &&
           decimal_compare(value, number_at(root, sum)) == 0;
}

static bool net_is_exact(Item root)
{
    return is_sum(root, "totals.taxBasisTotalAmount", "totals.lineTotalAmount",
                  "totals.allowanceTotalAmount", "totals.chargeTotalAmount");
}

static bool due_is_exact(Item root)
{
    return is_sum(root, "totals.duePayableAmount", "totals.grandTotalAmount",
                  "totals.prepaidAmount", "totals.roundingAmount");
}

// Adds what the items of that category say; `sign` is 1 or -1.
static bool add_category(Item item, const char *category, const char *code, const char *amount,
                         int sign, Decimal *sum)
{
    bool is_good = true;
    for (; item != NULL; item = item->next) {
        if (!is_text(item, category, code))
            continue;
        Decimal value = number_at(item, amount);
        is_good &= sign > 0 ? decimal_add(*sum, value, sum) : decimal_subtract(*sum, value, sum);
    }
    return is_good;
}

static bool exempt_base_is_exact(Item root)
{
    Decimal sum = decimal_of(0), base = decimal_of(0);
    return add_category(first_of(root, "lines"), "tax.categoryCode", "O", "lineTotalAmount", 1,
                        &sum) &&
           add_category(first_of(root, "allowances"), "taxCategoryCode", "O", "actualAmount", -1,
                        &sum) &&
           add_category(first_of(root, "charges"), "taxCategoryCode", "O", "actualAmount", 1,
                        &sum) &&
           add_category(first_of(root, "taxes"), "categoryCode", "O", "basisAmount", 1, &base) &&
           decimal_compare(sum, base) == 0;
}

static bool payment_is_unknown(Item root)
{
    static const char *const known[] = {"10", "20", "30", "31", "48", "54",
                                        "55", "57", "58", "97", "98", NULL};
    Slice code = text_at(root, "payment.typeCode");
    return code.len > 0 && !is_among(code, known);
}

static bool process_is_unknown(Item root)
{
    Slice process = text_at(root, "process.businessProcess");
    return process.len > 0 && process.at[0] != 'P';
}

static bool is_negative_in(Item item, const char *path)
{
    for (; item != NULL; item = item->next)
        if (number_at(item, path).coefficient < 0)
            return true;
    return false;
}

static bool has_negative_allowance(Item root)
{
    for (Item line = first_of(root, "lines"); line != NULL; line = line->next)
        if (is_negative_in(first_of(line, "allowances"), "actualAmount") ||
            is_negative_in(line, "price.discountAmount"))
            return true;
    return is_negative_in(first_of(root, "allowances"), "actualAmount");
}

static bool has_negative_charge(Item root)
{
    return is_negative_in(first_of(root, "charges"), "actualAmount");
}

static bool is_credit_note_without_terms(Item root)
{
    return is_text(root, "typeCode", "381") && text_at(root, "dueDate").len == 0 &&
           text_at(root, "paymentTerms").len == 0;
}

static bool has_two_documents(Item root)
{
    Item first = first_of(root, "documents");
    return first != NULL && first->next != NULL;
}

static bool has_category(Item item, const char *path, const char *code)
{
    while (item != NULL && !is_text(item, path, code))
        item = item->next;
    return item != NULL;
}

static bool exemption_has_no_line(Item root)
{
    return !has_category(first_of(root, "lines"), "tax.categoryCode", "E") ||
           !has_category(first_of(root, "taxes"), "categoryCode", "E");
}

static bool has_no_country(Slice vat)
{
    return vat.len > 0 && (vat.len < 2 || vat.at[0] < 'A' || vat.at[1] < 'A');
}

static bool vat_has_no_country(Item root)
{
    return has_no_country(text_at(root, "seller.vatId")) ||
           has_no_country(text_at(root, "buyer.vatId")) ||
           has_no_country(text_at(root, "taxRepresentative.vatId"));
}

static bool transfer_has_no_account(Item root)
{
    return text_at(first_of(root, "payment.creditTransfers"), "accountId").len == 0;
}

static bool is_longer(Item root, const char *path, size_t most)
{
    return utf8_count(text_at(root, path)) > most;
}

static bool has_long_text(Item root)
{
    for (Item note = first_of(root, "notes"); note != NULL; note = note->next)
        if (is_longer(note, "content", 512))
            return true;
    return is_longer(root, "paymentTerms", 512) || is_longer(root, "seller.legalInformation", 512);
}

static bool has_long_name(Item root)
{
    return is_longer(root, "seller.name", 70) || is_longer(root, "buyer.name", 70);
}

static bool has_long_address(Item root)
{
    return is_longer(root, "seller.postalAddress.lineThree", 35) ||
           is_longer(root, "buyer.postalAddress.lineThree", 35);
}

static const struct {
    const char *rule, *why;
    bool (*proof)(Item root);
} reasons[] = {
    {"BR-34", "EDIFACT's rules refuse negative allowances", has_negative_allowance},
    {"BR-39", "EDIFACT's rules refuse negative charges", has_negative_charge},
    {"BR-61", "EDIFACT's do not ask for the account of a credit transfer", transfer_has_no_account},
    {"BR-CO-09", "EDIFACT's do not ask for the country of a VAT number", vat_has_no_country},
    {"BR-CO-13", "EDIFACT's compare sums in binary floating point", net_is_exact},
    {"BR-CO-16", "EDIFACT's compare sums in binary floating point", due_is_exact},
    {"BR-CO-25", "EDIFACT's ask credit notes for terms", is_credit_note_without_terms},
    {"BR-E-01", "UBL's ask less strictly for a line of category E", exemption_has_no_line},
    {"BR-O-08", "EDIFACT's compare sums in binary floating point", exempt_base_is_exact},
    {"CII-SR-470", "EDIFACT's do not ask for the account of a transfer", transfer_has_no_account},
    {"CII-SR-475", "warns of a second document, which EN 16931 has", has_two_documents},
    {"CL-07", "EDIFACT's know the business processes P1 to P12 only", process_is_unknown},
    {"CL-10", "EDIFACT's know eleven payment means only", payment_is_unknown},
    {"EDIFACT-SR-038", "warns of a text's second part: it is longer than one", has_long_text},
    {"EDIFACT-SR-070", "warns of a name's third part: it is longer than one", has_long_name},
    {"EDIFACT-SR-074", "warns of a fourth line: the third is longer than one", has_long_address},
};

// ---- In which documents ----

static const struct {
    const char *rule, *to, *file;
} exceptions[] = {
    {"BR-34", "edifact", "factur-x/sample/2.5.2/en16931/factur-x-20.xml"},
    {"BR-39", "edifact", "pint-eu/sample/pint-eu/1.0.0/base-negative-inv-correction.xml"},
    {"BR-39", "edifact", "pint/sample/1.1.1/base-negative-inv-correction.xml"},
    {"BR-61", "ubl", "en16931-edifact/sample/examples/EDIFACT_EXAMPLE5.xml"},
    {"BR-CO-09", "cii", "en16931-edifact/sample/examples/EDIFACT_EXAMPLE2.xml"},
    {"BR-CO-09", "ubl", "en16931-edifact/sample/examples/EDIFACT_EXAMPLE2.xml"},
    {"BR-CO-13", "edifact", "en16931-cii/sample/cii/XRechnung-O-2.xml"},
    {"BR-CO-13", "edifact", "en16931-cii/sample/cii/XRechnung-O.xml"},
    {"BR-CO-13", "edifact", "france/sample/examples/XRechnung-O.xml"},
    {"BR-CO-13", "edifact", "peppol-cii/sample/cii/XRechnung-O.xml"},
    {"BR-CO-16", "edifact", "xrechnung/sample/3.0.2/cii/01.17a-INVOICE_uncefact.xml"},
    {"BR-CO-16", "edifact", "xrechnung/sample/3.0.2/ubl-inv/01.17a-INVOICE_ubl.xml"},
    {"BR-CO-25", "edifact", "en16931-ubl/sample/ubl/ubl-tc434-creditnote1.xml"},
    {"BR-CO-25", "edifact", "eracun/sample/examples/ubl-tc434-creditnote1.xml"},
    {"BR-CO-25", "edifact", "france/sample/examples/ubl-tc434-creditnote1.xml"},
    {"BR-CO-25", "edifact", "serbia/sample/examples/ubl-tc434-creditnote1.xml"},
    {"BR-E-01", "cii", "peppol-bis/unit/unit-UBL-DE__UBL-IN_DE-R-003__01.xml"},
    {"BR-E-01", "cii", "peppol-bis/unit/unit-UBL-DE__UBL-IN_DE-R-003__02.xml"},
    {"BR-E-01", "cii", "peppol-bis/unit/unit-UBL-DE__UBL-IN_DE-R-028__01.xml"},
    {"BR-E-01", "cii", "peppol-bis/unit/unit-UBL-DE__UBL-IN_DE-R-028__03.xml"},
    {"BR-E-01", "edifact", "peppol-bis/unit/unit-UBL-DE__UBL-IN_DE-R-003__01.xml"},
    {"BR-E-01", "edifact", "peppol-bis/unit/unit-UBL-DE__UBL-IN_DE-R-003__02.xml"},
    {"BR-E-01", "edifact", "peppol-bis/unit/unit-UBL-DE__UBL-IN_DE-R-028__01.xml"},
    {"BR-E-01", "edifact", "peppol-bis/unit/unit-UBL-DE__UBL-IN_DE-R-028__03.xml"},
    {"BR-O-08", "edifact", "en16931-cii/sample/cii/XRechnung-O-2.xml"},
    {"BR-O-08", "edifact", "en16931-cii/sample/cii/XRechnung-O.xml"},
    {"BR-O-08", "edifact", "france/sample/examples/XRechnung-O.xml"},
    {"BR-O-08", "edifact", "peppol-cii/sample/cii/XRechnung-O.xml"},
    {"CII-SR-470", "cii", "en16931-edifact/sample/examples/EDIFACT_EXAMPLE5.xml"},
    {"CII-SR-475", "cii", "en16931-ubl/sample/ubl/ubl-tc434-example2-3.xml"},
    {"CII-SR-475", "cii", "en16931-ubl/sample/ubl/ubl-tc434-example2.xml"},
    {"CII-SR-475", "cii", "en16931-ubl/sample/ubl/ubl-tc434-example5-2.xml"},
    {"CII-SR-475", "cii", "eracun/sample/examples/ubl-tc434-example2.xml"},
    {"CII-SR-475", "cii", "eracun/sample/examples/ubl-tc434-example5.xml"},
    {"CII-SR-475", "cii", "france/sample/examples/ubl-tc434-example2.xml"},
    {"CII-SR-475", "cii", "serbia/sample/examples/ubl-tc434-example2.xml"},
    {"CII-SR-475", "cii", "serbia/sample/examples/ubl-tc434-example5.xml"},
    {"CII-SR-475", "cii", "xrechnung/sample/3.0.2/ubl-inv/03.03a-INVOICE_ubl.xml"},
    {"CL-07", "edifact", "en16931-ubl/sample/ubl/ubl-tc434-example5-2.xml"},
    {"CL-07", "edifact", "eracun/sample/examples/ubl-tc434-example5.xml"},
    {"CL-07", "edifact", "serbia/sample/examples/ubl-tc434-example5.xml"},
    {"CL-10", "edifact", "en16931-ubl/sample/ubl/sample-discount-price-2.xml"},
    {"CL-10", "edifact", "en16931-ubl/sample/ubl/ubl-tc434-creditnote1.xml"},
    {"CL-10", "edifact", "en16931-ubl/sample/ubl/ubl-tc434-example5-2.xml"},
    {"CL-10", "edifact", "eracun/sample/examples/sample-discount-price.xml"},
    {"CL-10", "edifact", "eracun/sample/examples/ubl-tc434-creditnote1.xml"},
    {"CL-10", "edifact", "eracun/sample/examples/ubl-tc434-example5.xml"},
    {"CL-10", "edifact", "france/mutant/Invoice-0294.xml"},
    {"CL-10", "edifact", "france/sample/examples/sample-discount-price.xml"},
    {"CL-10", "edifact", "france/sample/examples/ubl-tc434-creditnote1.xml"},
    {"CL-10", "edifact", "peppol-cii/sample/cii/huf_example_cii.xml"},
    {"CL-10", "edifact", "serbia/sample/examples/sample-discount-price.xml"},
    {"CL-10", "edifact", "serbia/sample/examples/ubl-tc434-creditnote1.xml"},
    {"CL-10", "edifact", "serbia/sample/examples/ubl-tc434-example5.xml"},
    {"CL-10", "edifact", "xrechnung/sample/3.0.2/cii/01.19a-INVOICE_uncefact.xml"},
    {"CL-10", "edifact", "xrechnung/sample/3.0.2/cii/01.21a-INVOICE_uncefact.xml"},
    {"CL-10", "edifact", "xrechnung/sample/3.0.2/ubl-inv/01.19a-INVOICE_ubl.xml"},
    {"CL-10", "edifact", "xrechnung/sample/3.0.2/ubl-inv/01.20a-INVOICE_ubl.xml"},
    {"CL-10", "edifact", "xrechnung/sample/3.0.2/ubl-inv/01.21a-INVOICE_ubl.xml"},
    {"EDIFACT-SR-038", "edifact", "factur-x/sample/2.5.2/en16931/factur-x-14.xml"},
    {"EDIFACT-SR-070", "edifact", "en16931-ubl/sample/ubl/sample-discount-price-2.xml"},
    {"EDIFACT-SR-070", "edifact", "eracun/sample/examples/sample-discount-price.xml"},
    {"EDIFACT-SR-070", "edifact", "france/mutant/Invoice-0294.xml"},
    {"EDIFACT-SR-070", "edifact", "france/sample/examples/sample-discount-price.xml"},
    {"EDIFACT-SR-070", "edifact", "serbia/sample/examples/sample-discount-price.xml"},
    {"EDIFACT-SR-074", "edifact", "en16931-ubl/sample/ubl/sample-discount-price-2.xml"},
    {"EDIFACT-SR-074", "edifact", "eracun/sample/examples/sample-discount-price.xml"},
    {"EDIFACT-SR-074", "edifact", "france/mutant/Invoice-0294.xml"},
    {"EDIFACT-SR-074", "edifact", "france/sample/examples/sample-discount-price.xml"},
    {"EDIFACT-SR-074", "edifact", "serbia/sample/examples/sample-discount-price.xml"},
};

enum { EXCEPTIONS = sizeof exceptions / sizeof *exceptions };

static bool met[EXCEPTIONS]; // the suite is one thread

bool exception_holds(Slice rule, const char *to, Slice file, const Content *content)
{
    size_t at = 0, reason = 0;
    while (at < EXCEPTIONS &&
           !(slice_equal(rule, slice_of(exceptions[at].rule)) &&
             strcmp(exceptions[at].to, to) == 0 && slice_ends(file, slice_of(exceptions[at].file))))
        at++;
    if (at == EXCEPTIONS)
        return false;
    while (strcmp(reasons[reason].rule, exceptions[at].rule) != 0)
        reason++;
    met[at] = true;
    return reasons[reason].proof(content->root);
}

size_t exceptions_unmet(const char **rule, const char **file)
{
    size_t count = 0;
    for (size_t i = 0; i < EXCEPTIONS; i++) {
        if (met[i])
            continue;
        count++;
        *rule = exceptions[i].rule;
        *file = exceptions[i].file;
    }
    return count;
}

const char *exception_reason(size_t index, const char **rule)
{
    if (index == sizeof reasons / sizeof *reasons)
        return NULL;
    *rule = reasons[index].rule;
    return reasons[index].why;
}
